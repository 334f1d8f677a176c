import path from 'node:path';

export interface PackagePatterns {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/**
 * The patterns by which an npm, yarn or pnpm workspace names its packages: `workspaces` of
 * package.json and `packages` of pnpm-workspace.yaml. Unreadable files name none.
 */
export function packagePatterns(root: string, read: (file: string) => string | undefined): PackagePatterns {
  const patterns = [
    ...fromManifest(read(path.posix.join(root, 'package.json'))),
    ...fromPnpm(read(path.posix.join(root, 'pnpm-workspace.yaml'))),
  ].map((pattern) => pattern.replace(/^\.\//, '').replace(/\/+$/, ''));
  return {
    include: patterns.filter((pattern) => !pattern.startsWith('!')),
    exclude: patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)),
  };
}

function fromManifest(text: string | undefined): string[] {
  if (text === undefined) return [];
  let manifest: { readonly workspaces?: unknown } | null;
  try {
    manifest = JSON.parse(text) as typeof manifest;
  } catch {
    return [];
  }
  const workspaces = manifest?.workspaces;
  const list = Array.isArray(workspaces) ? workspaces : (workspaces as { packages?: unknown } | undefined)?.packages;
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}

/** Reads the one list it needs, in block form (`- 'packages/*'`) or flow form (`[a, b]`). */
function fromPnpm(text: string | undefined): string[] {
  const body = text?.match(/^packages:[ \t]*(\[[^\]]*\]|(?:#.*)?(?:\r?\n(?:[ \t]*#.*|[ \t]*-[ \t]+.*|[ \t]*))*)/m)?.[1];
  if (body === undefined) return [];
  const items = body.startsWith('[')
    ? body.slice(1, -1).split(',')
    : [...body.matchAll(/^[ \t]*-[ \t]+(.*)$/gm)].map(([, item]) => item ?? '');
  return items
    .map((item) =>
      item
        .trim()
        .replace(/^(['"])(.*?)\1.*$/, '$2')
        .replace(/\s+#.*$/, ''),
    )
    .filter((item) => item !== '');
}
