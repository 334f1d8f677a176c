import { posix } from 'node:path';
import { parseManifest } from './manifest';

export interface PackagePatterns {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/**
 * The patterns by which an npm, yarn or pnpm workspace names its packages: `workspaces` of
 * package.json and `packages` of pnpm-workspace.yaml, together. Unreadable files name none.
 */
export function packagePatterns(root: string, read: (file: string) => string | undefined): PackagePatterns {
  return patternsIn({
    manifest: read(posix.join(root, 'package.json')),
    pnpm: read(posix.join(root, 'pnpm-workspace.yaml')),
  });
}

/** The same from the texts of the two files; undefined: there is no such file. */
export function patternsIn(texts: {
  readonly manifest: string | undefined;
  readonly pnpm: string | undefined;
}): PackagePatterns {
  const patterns = [...(parseManifest(texts.manifest ?? '')?.workspaces ?? []), ...fromPnpm(texts.pnpm ?? '')];
  return {
    include: patterns.filter((pattern) => !pattern.startsWith('!')).map(normalise),
    exclude: patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => normalise(pattern.slice(1))),
  };
}

function normalise(pattern: string): string {
  return pattern.replace(/^\.\//, '').replace(/\/+$/, '');
}

/** In YAML a comment starts at a `#` that begins the line or follows a space. */
const COMMENT = /(^|[ \t])#.*$/gm;
/** `packages:` with a flow list (`[a, b]`), or with the lines of a block list (`- a`) below it. */
const PACKAGES = /^packages:[ \t]*(?:\[([^\]]*)\]|((?:[ \t]*\r?\n(?:[ \t]*-[ \t]+.*|[ \t]*(?=\r?\n|$)))*))/m;
const FLOW_ITEM = /'[^']*'|"[^"]*"|[^\s,'"][^,\r\n]*/g;

/** Reads the one list of pnpm-workspace.yaml that matters here, without a YAML parser. */
function fromPnpm(yaml: string): string[] {
  const [, flow, block] = PACKAGES.exec(yaml.replace(/^\ufeff/, '').replace(COMMENT, '')) ?? [];
  const items =
    flow === undefined
      ? [...(block ?? '').matchAll(/^[ \t]*-[ \t]+(.*)$/gm)].map(([, item]) => item ?? '')
      : [...flow.matchAll(FLOW_ITEM)].map(([item]) => item);
  return items.map((item) => item.trim().replace(/^(['"])(.*)\1$/, '$2')).filter((item) => item !== '');
}
