// Why code is shown, for a person: in the tree, the run panel and `loopcraft context`. The model does not read it.
import type { RanDeclaration, ReachedDeclaration } from '../../../contract/code-reach';

export function whyRan({ suspicion }: RanDeclaration): string {
  if (suspicion === 0) return 'it ran while the failing test was loaded';
  return suspicion === 1 ? 'only failing tests ran it' : 'the failing test ran it';
}

export function whyReached({ steps, tests, name }: ReachedDeclaration): string {
  if (steps === 0 && tests > 0) return 'the failing test';
  if (steps === 0) return 'an error or the request names a line of it';
  const from = tests > 0 ? 'the failing test' : 'the place at fault';
  return steps === 1 ? `${name} is used by ${from}` : `${name} is ${steps} references from ${from}`;
}

/** Of a declaration whose name stands in the request. */
export function whyNamed({ name }: ReachedDeclaration): string {
  return name === '' ? 'named in the request' : `${name} is named in the request`;
}

/** Beside evidence the words are also those of the failing tests. */
export function whyMatching({ name }: ReachedDeclaration, hasEvidence: boolean): string {
  return `${name === '' ? 'it' : name} matches words of the ${hasEvidence ? 'task' : 'request'}`;
}
