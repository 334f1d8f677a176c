import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One task of our own: a workspace, what is asked for, and an answer that is right. */
export interface BenchTask {
  readonly name: string;
  readonly kind: 'generate' | 'fix';
  /** The request's words; empty for a fix. */
  readonly text: string;
  /** Files of the workspace before the run, tests included. */
  readonly files: ReadonlyMap<string, string>;
  readonly tests: ReadonlyMap<string, string>;
  readonly reference: ReadonlyMap<string, string>;
  /** In logits: how much more often than usual a model's first try is right. */
  readonly difficulty: number;
  /** A text that stands only in a file which the first prompt does not show, and the line that depends on it. */
  readonly fact?: { readonly text: string; readonly line: string; readonly guess: string } | undefined;
}

const FENCE = /^```\w+ (reference|file|test) (\S+)\n([\s\S]*?)^```$/gm;

/**
 * Reads tasks/*.md. A task begins with `# name`; lines such as `difficulty: -0.5`, `kind: fix` and
 * `fact: TEXT | LINE | GUESS` may follow, then the request, then fences that name what they hold.
 */
export function readTasks(): BenchTask[] {
  const folder = path.join(__dirname, 'tasks');
  return readdirSync(folder)
    .sort()
    .flatMap((file) => readFileSync(path.join(folder, file), 'utf8').split(/^# /m).slice(1))
    .map(readTask);
}

function readTask(section: string): BenchTask {
  const [name = '', ...lines] = section.split('\n');
  const body = lines.join('\n');
  const fences = [...body.matchAll(FENCE)].map(([, kind, file = '', text = '']) => ({ kind, file, text }));
  const of = (...kinds: string[]) =>
    new Map(fences.filter(({ kind = '' }) => kinds.includes(kind)).map(({ file, text }) => [file, text]));
  const head = body.slice(0, body.indexOf('```'));
  const field = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(head)?.[1];
  const [text, line, guess] = field('fact')?.split(' | ') ?? [];
  return {
    name: name.trim(),
    kind: field('kind') === 'fix' ? 'fix' : 'generate',
    text: head.replace(/^(?:difficulty|kind|fact): .*$/gm, '').trim(),
    files: of('file', 'test'),
    tests: of('test'),
    reference: of('reference'),
    difficulty: Number(field('difficulty') ?? 0),
    fact: text && line && guess ? { text, line, guess } : undefined,
  };
}
