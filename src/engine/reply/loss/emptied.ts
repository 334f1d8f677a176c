import type { FunctionBody } from '../../contract/code-inspection';
import type { Parsed } from '../../integrity/replaced-code';
import type { TaskWords } from '../../integrity/task-words';

/** Lines of a body that are found again elsewhere show that it moved. */
const MOVED_SHARE = 0.5;
/** Characters. Shorter lines stand everywhere. */
const MIN_LINE = 6;

/**
 * The functions that had code and have none any more, although the task does not ask for that. What is left counts
 * as nothing even if the task names the function where it says itself that it is not implemented. `elsewhere`: the
 * other new texts of the reply.
 */
export function emptiedIn(
  before: Parsed,
  original: Parsed,
  after: Parsed,
  { task, elsewhere }: { readonly task: TaskWords; readonly elsewhere: string },
): FunctionBody[] {
  if (task.asksForStubs) return [];
  const [was, first, now] = [before, original, after].map(({ top }) => bodiesOf(top.declarations));
  const texts = `${after.text}\n${elsewhere}`;
  return [...(now ?? new Map<string, FunctionBody>()).values()].filter((body) => {
    const old = was?.get(body.name);
    if (body.does === 'something' || old?.does !== 'something' || first?.get(body.name)?.does !== 'something')
      return false;
    const isAsked = task.names(body.name) && (body.does === 'nothing' || task.asksForRemoval);
    return !isAsked && !hasMoved(old.text, texts);
  });
}

/** By name; of several with one name, such as a getter and its setter, the one that does the most. */
function bodiesOf(declarations: readonly { readonly functions: readonly FunctionBody[] }[]): Map<string, FunctionBody> {
  const bodies = new Map<string, FunctionBody>();
  for (const body of declarations.flatMap(({ functions }) => functions))
    if (bodies.get(body.name)?.does !== 'something') bodies.set(body.name, body);
  return bodies;
}

function hasMoved(body: string, texts: string): boolean {
  const known = new Set(texts.split(/\r?\n/).map((line) => line.trim()));
  const lines = body
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= MIN_LINE);
  const found = lines.filter((line) => known.has(line)).length;
  return found > 0 && found >= lines.length * MOVED_SHARE;
}
