import type { Evidence } from '../contract/evidence';
import type { TypeExplainer } from '../contract/type-check';

/** At most this many errors are explained: the first ones are nearest to the cause, and each costs time. */
const MAX_EXPLAINED = 6;

/** Adds to type errors the declarations that a person would look up; the prompt shows them beside the error. */
export async function explainEvidence(
  evidence: readonly Evidence[],
  deps: {
    readonly explainer: TypeExplainer;
    readonly root: string;
    readonly overlay: ReadonlyMap<string, string | null>;
  },
  signal: AbortSignal,
): Promise<Evidence[]> {
  const places = evidence
    .slice(0, MAX_EXPLAINED)
    .flatMap(({ path, line, column, code }) =>
      path === undefined || line === undefined || column === undefined || code === undefined
        ? []
        : [{ path, line, column, code: Number(code.replace('TS', '')) }],
    );
  if (places.length === 0) return [...evidence];
  const found = await deps.explainer.explain({ root: deps.root, overlay: deps.overlay, places }, signal);
  return evidence.map((item) => {
    const at = places.findIndex(
      ({ path, line, column }) => path === item.path && line === item.line && column === item.column,
    );
    const related = at < 0 ? undefined : found[at];
    return related && related.length > 0 ? { ...item, related: [...related] } : item;
  });
}
