import type { Manifest } from './manifest';

/**
 * What a package's `exports` say that `name/below` is loaded through, under any condition; '' for the package itself.
 * Undefined where they say nothing about it. https://nodejs.org/api/packages.html#package-entry-points
 */
export function exportedAs(manifest: Manifest, below: string): string[] | undefined {
  const { exports } = manifest.fields;
  const key = below === '' ? '.' : `./${below}`;
  const isMap = typeof exports === 'object' && exports !== null && !Array.isArray(exports);
  const entries = isMap ? Object.entries(exports) : [];
  if (!entries.some(([name]) => name.startsWith('.')))
    return key === '.' && exports !== undefined ? texts(exports) : undefined;
  return inMap(entries, key);
}

/** What its `imports` say that `#name` is, under any condition. https://nodejs.org/api/packages.html#subpath-imports */
export function importedAs({ fields: { imports } }: Manifest, specifier: string): string[] {
  const isMap = typeof imports === 'object' && imports !== null;
  return inMap(isMap ? Object.entries(imports) : [], specifier)?.filter((text) => text.startsWith('.')) ?? [];
}

function inMap(entries: readonly (readonly [string, unknown])[], key: string): string[] | undefined {
  const exact = entries.find(([name]) => name === key);
  if (exact) return texts(exact[1]);
  // Of several patterns the one with the longest beginning holds.
  const patterns = entries
    .map(([name, value]) => ({ parts: name.split('*'), value }))
    .filter(({ parts: [start = '', end] }) => end !== undefined && key.startsWith(start) && key.endsWith(end))
    .sort((a, b) => (b.parts[0]?.length ?? 0) - (a.parts[0]?.length ?? 0));
  const [first] = patterns;
  if (!first) return undefined;
  const [start = '', end = ''] = first.parts;
  const matched = key.slice(start.length, key.length - end.length);
  return texts(first.value).map((text) => text.replaceAll('*', () => matched));
}

function texts(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(texts) : [];
}
