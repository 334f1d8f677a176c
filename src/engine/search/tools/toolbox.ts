// LOOP 2, looking: what the model may do before it answers. Read next: index.ts (the table of the tools), tool.ts
// (their one shape), visible-files.ts (what they show). run/ask/look.ts says how often, and keeps the conversation.
import type { ToolCall, ToolSpec } from '../../call/ports';
import type { Candidate } from '../../workspace/candidate';
import { TOOLS } from '.';
import { type Look, refuse, type Tool, UNSEEN, type Unseen, type View } from './tool';

/** The tools of one run. */
export interface Toolbox {
  /** What is offered, by what the prompt does not show: a tool of no use costs its definition in every call. */
  readonly specs: Readonly<Record<Unseen, readonly ToolSpec[]>>;
  /** Carries out one call over a candidate. The answer has at most about so many characters. */
  answer(
    call: ToolCall,
    over: { readonly candidate: Candidate; readonly characters: number },
    signal: AbortSignal,
  ): Promise<Look>;
}

/** Characters beyond which an answer is cut, whatever the tool says. */
const MARGIN = 400;

export function createToolbox(deps: Omit<View, 'files' | 'characters'>): Toolbox {
  const tools = TOOLS.filter((tool) => tool.isOffered(deps));
  const earlier = new Map<string, Look>();
  return {
    specs: {
      'named-documents': specsFor('named-documents', tools),
      documents: specsFor('documents', tools),
      code: specsFor('code', tools),
    },
    async answer({ name, input }, { candidate, characters }, signal) {
      const key = JSON.stringify([name, canonical(input), candidate.hash]);
      const known = earlier.get(key);
      const tool = tools.find((each) => each.name === name);
      const view = { ...deps, files: candidate.files, characters };
      const look = known ?? (await tool?.look(input, view, signal)) ?? unknownTool(name, tools);
      const cut = { ...look, text: cutTo(look.text, characters + MARGIN) };
      earlier.set(key, cut);
      return known ? { ...cut, text: `${REPEATED}\n\n${cut.text}` } : cut;
    },
  };
}

function specsFor(unseen: Unseen, tools: readonly Tool[]): ToolSpec[] {
  const useful = tools.filter(({ isFor }) => UNSEEN.indexOf(isFor) <= UNSEEN.indexOf(unseen));
  return useful.map(({ name, description, input }) => ({ name, description, input }));
}

const REPEATED = 'You made this call before, and nothing has changed since. Its answer was:';

function unknownTool(name: string, tools: readonly Tool[]): Look {
  const known = tools.map((tool) => tool.name).join(', ');
  return refuse(`There is no tool \`${name.slice(0, 64)}\`. The tools are ${known}.`);
}

function cutTo(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters)}\n(cut for its length)` : text;
}

/** Equal for arguments that differ only in their spaces. */
function canonical(input: string): string {
  try {
    return JSON.stringify(JSON.parse(input));
  } catch {
    return input;
  }
}
