import { quoted } from '../../code/source';
import type { Finding } from '../../contract/code-inspection';
import { newEvidence } from '../../contract/evidence';
import { type ErrorsWith, withEdits } from './silenced';

/** Findings for which the compiler is asked: each costs a look at the files near the change. */
const MAX_ASKED = 4;

/** The refused findings that claim more than is needed, each with a sentence that says what the compiler accepts. */
export async function simplerWays(
  refused: readonly Finding[],
  texts: ReadonlyMap<string, string>,
  errorsWith: ErrorsWith,
): Promise<ReadonlyMap<Finding, string>> {
  const asked = refused.filter(({ simpler }) => simpler !== undefined).slice(0, MAX_ASKED);
  const now = asked.length === 0 ? undefined : await errorsWith(new Map());
  const found = new Map<Finding, string>();
  for (const finding of asked) {
    const { path, simpler } = finding;
    if (!simpler || !now) continue;
    const errors = await errorsWith(new Map([[path, withEdits(texts.get(path) ?? '', [simpler.edit])]]));
    if (errors && newEvidence(errors, now).length === 0)
      found.set(finding, `The compiler accepts ${quoted(simpler.text)} here: write that.`);
  }
  return found;
}
