import type { z } from 'zod';
import { readJson } from '../../call/read-json';
import type { Lines } from '../../contract/code-reach';
import type { CodeLookup } from '../../contract/looking/code-lookup';
import type { TestTrial } from '../../contract/looking/test-trial';
import type { TextSearcher } from '../../contract/looking/text-search';
import type { Skill } from '../../prompt/instructions/skills';
import type { Snapshot } from '../../workspace/snapshot';

/** What the tools show: the workspace as a candidate leaves it. */
export interface View {
  readonly snapshot: Snapshot;
  /** The candidate's files over the snapshot; null: deleted. */
  readonly files: ReadonlyMap<string, string | null>;
  readonly searcher: TextSearcher;
  readonly lookup: CodeLookup;
  /** Skills of the project; absent: none. */
  readonly skills?: readonly Skill[] | undefined;
  /** Absent: the model may run no tests. */
  readonly tryTests?: TestTrial | undefined;
  /** Characters that the answer may have. */
  readonly characters: number;
}

/** What one call of a tool found. Bad input is an answer, too: it tells the model what to do instead. */
export interface Look {
  readonly ok: boolean;
  /** For the model. */
  readonly text: string;
  /** One line for a person, for example `src/a.ts, lines 1-40 of 120`. */
  readonly summary: string;
  /** Of a file: what later prompts need not find out again. */
  readonly shown?: (Lines & { readonly path: string; readonly code: string }) | undefined;
}

/** What of the workspace a prompt does not show, from little to much: its own names lead to the first. */
export const UNSEEN = ['named-documents', 'documents', 'code'] as const;
export type Unseen = (typeof UNSEEN)[number];

/** Something that the model may do before it answers. It changes nothing outside of the scratch copy. */
export interface Tool {
  readonly name: string;
  /** For the model; each word is paid for in every call. */
  readonly description: string;
  readonly input: z.ZodObject;
  /** What must be unseen at least for it to be of use. */
  readonly isFor: Unseen;
  /** Whether this workspace has what it shows. */
  isOffered(view: Pick<View, 'skills' | 'tryTests'>): boolean;
  /** `input`: the arguments as the model wrote them. */
  look(input: string, view: View, signal: AbortSignal): Promise<Look>;
}

/** A tool whose arguments are validated before it gets them. */
export function defineTool<S extends z.ZodObject>(tool: {
  readonly name: string;
  readonly description: string;
  readonly input: S;
  /** Default: `named-documents`. */
  readonly isFor?: Unseen;
  /** Absent: in every workspace. */
  readonly isOffered?: Tool['isOffered'];
  readonly look: (input: z.output<S>, view: View, signal: AbortSignal) => Promise<Look>;
}): Tool {
  const { name, description, input, isFor = 'named-documents', isOffered = () => true, look } = tool;
  return {
    name,
    description,
    input,
    isFor,
    isOffered,
    async look(text, view, signal) {
      const read = readJson(input, withoutNulls(text));
      if (read.ok) return look(read.value, view, signal);
      const expected = Object.keys(input.shape).join(', ');
      return refuse(
        `The arguments of ${name} can't be used. ${read.problem}\nThey are one JSON object with: ${expected}.`,
      );
    },
  };
}

export function refuse(text: string): Look {
  const [summary = ''] = text.split('\n', 1);
  return { ok: false, text, summary };
}

/** Models write null for what they leave out, and some servers send the object as a JSON text inside of a text. */
function withoutNulls(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const inner: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    return JSON.stringify(inner, (_key, item: unknown) => (item === null ? undefined : item)) ?? text;
  } catch {
    return text;
  }
}
