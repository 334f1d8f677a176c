import type { Diagnostic } from '../../../engine/contract/type-check';

/** The errors of `after` that `before` does not have. Where in its file one stands does not matter. */
export function newErrors(before: readonly Diagnostic[], after: readonly Diagnostic[]): Diagnostic[] {
  const known = new Map<string, number>();
  for (const error of errorsOf(before)) known.set(keyOf(error), (known.get(keyOf(error)) ?? 0) + 1);
  return errorsOf(after).filter((error) => {
    const left = known.get(keyOf(error)) ?? 0;
    known.set(keyOf(error), left - 1);
    return left <= 0;
  });
}

function errorsOf(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ category }) => category === 'error');
}

function keyOf({ path, code, message }: Diagnostic): string {
  return JSON.stringify([path, code, message]);
}

/** Whether two texts are equal but for line ends and a byte order mark, which no editor shows as text. */
export function sameText(a: string | null, b: string | null): boolean {
  return plain(a) === plain(b);
}

function plain(text: string | null): string | undefined {
  return text?.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
}
