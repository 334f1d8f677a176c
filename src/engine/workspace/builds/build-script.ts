import { type Manifest, type Scripts, withHooks } from '../packages/manifest';

/** Names of scripts that build, first the usual one. */
const BUILDS = ['build', 'compile', 'bundle', 'transpile', 'dist', 'tsc'];
/** What package managers run by themselves; packages without a script of these names build there. */
const LIFECYCLE = ['pretest', 'prepare', 'prepack', 'prepublishOnly', 'prepublish'];
/** Programs that write what a package is loaded through, and scripts or files that are called after doing so. */
const WRITES_OUTPUT = new RegExp(
  '\\b(?:tsc|tsgo|vue-tsc|tsup|tsdown|tshy|unbuild|rollup|esbuild|swc|babel|webpack|rspack|rslib|vite build|parcel' +
    '|microbundle|pkgroll|bunchee|obuild|ncc|ngc|build|compile|bundle|transpile)\\b(?![:-]?(?:docs?|lint|test)\\b)',
);
const NO_OUTPUT = /\btsc\b[^&|;]*--noEmit\b/g;
const RUNS = /\b(?:npm|pnpm|yarn|bun)(?:\s+run)?\s+([\w:.-]+)/g;

/** The command line that builds a package, with the scripts that package managers run before and after it. */
export function buildScript(manifest: Manifest | undefined): string | undefined {
  const scripts = manifest?.scripts ?? {};
  const named = BUILDS.find((name) => isSet(scripts[name]) && (name === 'build' || !onlyChecks(scripts[name])));
  if (named !== undefined) return withHooks(scripts, named);
  const lifecycle = LIFECYCLE.find((name) => writesOutput(scripts[name], scripts));
  return lifecycle === undefined ? undefined : withHooks(scripts, lifecycle);
}

function isSet(line: string | undefined): line is string {
  return line !== undefined && line.trim() !== '';
}

/** A script named `tsc` or `compile` may only look for type errors. */
function onlyChecks(line = ''): boolean {
  return line.search(NO_OUTPUT) >= 0 && !WRITES_OUTPUT.test(line.replace(NO_OUTPUT, ''));
}

/** Whether the line, or a script that it runs, compiles or bundles. */
function writesOutput(line: string | undefined, scripts: Scripts): boolean {
  if (!isSet(line)) return false;
  const run = [...line.matchAll(RUNS)].flatMap(([, name = '']) => scripts[name] ?? []);
  return [line, ...run].some((text) => WRITES_OUTPUT.test(text.replace(NO_OUTPUT, '')));
}
