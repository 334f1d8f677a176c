import { holdsTests } from '../../code/tests/test-files';
import { memo } from '../../platform/memo';
import { parseLine } from '../../test-runner/command/shell-line';
import { parseManifest, type Scripts } from '../../workspace/packages/manifest';
import type { Snapshot } from '../../workspace/snapshot';

/** Programs that run scripts of a package.json, in one of the words behind them. */
const RUNS_SCRIPTS = /^(?:npm|pnpm|yarn|bun|npm-run-all2?|run-[sp]|turbo|nx|lerna|wireit|wsrun|ni|nr|nlx)$/;
/** With these, the scripts of a workspace's packages are run, not only the root's. */
const OF_MEMBERS =
  /^(?:-r|-w|-ws|-F|-C|--recursive|--workspaces?|--filter|--prefix|workspaces?|foreach|run-many|turbo|nx|lerna)\b/;
/** Programs whose first file is a script that may start anything. */
const RUNS_FILE = /^(?:node|tsx|ts-node|bun|deno|bash|sh|zsh)$/;
const SCRIPT_FILE = /\.(?:sh|[cm]?[jt]s)$/;
/** Programs that read what to do from a file with a fixed name. */
const INSTRUCTIONS = new Map([
  ['make', /^(?:GNU)?makefile$/i],
  ['just', /^justfile$/i],
  ['task', /^Taskfile\.ya?ml$/i],
  ['gulp', /^gulpfile\.[cm]?[jt]s$/],
  ['grunt', /^Gruntfile\.[cm]?[jt]s$/],
]);
/** A step that lints with a program that can't be seen: `next lint`, `make lint`. */
const LINTS = /^(?:[\w-]+:)*lint(?:[:-][\w:-]+)?$/;
const PRINTS = /^(?:echo|printf|rm|rimraf|mkdir|cp)$/;
const RUNNER_CONFIG = /^(?:(?:jest|vitest|vite)\.config\.[cm]?[jt]s|jest\.config\.json|package\.json)$/;
const MEASURES_COVERAGE =
  /collectCoverage["']?\s*:\s*(?!false)|coverage["']?\s*:\s*\{[^}]*\benabled["']?\s*:\s*(?!false)/;
const MAX_CONFIGS = 200;

/**
 * All words of a test command, of the scripts that it runs and of the files that these start: which programs and
 * options are part of it. It rather holds a word too many. `coverage` is there when the runner's configuration has
 * coverage measured, and `lint` when a step is called so that is no script.
 */
export async function wordsOfCommand(command: string, snapshot: Snapshot): Promise<ReadonlySet<string>> {
  const words = new Set<string>();
  const read = async (path: string): Promise<string> => {
    const file = await snapshot.read(path);
    return file?.kind === 'text' ? file.text : '';
  };
  const manifests = snapshot.files.filter((path) => /(?:^|\/)package\.json$/.test(path)).slice(0, MAX_CONFIGS);
  const root = scriptsIn(await read('package.json'));
  const members = await Promise.all(
    manifests.filter((path) => path !== 'package.json').map(async (path) => scriptsIn(await read(path))),
  );
  const open = [{ line: command, own: root }];
  const seen = new Map<Scripts, Set<string>>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const lines = memo(seen, next.own, () => new Set<string>());
    if (lines.has(next.line)) continue;
    lines.add(next.line);
    for (const segment of parseLine(next.line)) {
      const texts = segment.words.map(({ text }) => text).filter((text) => !/^[A-Za-z_]\w*=/.test(text));
      if (PRINTS.test(texts[0] ?? '')) continue;
      for (const text of texts) addWord(words, text);
      for (const path of filesStartedBy(texts, snapshot.files)) {
        const text = await read(path);
        if (!holdsTests(path, text)) addProgramsIn(text, words);
      }
      const scripts = scriptsStartedBy(texts, next.own, members);
      if (scripts.length === 0 && texts.some((text) => LINTS.test(text))) words.add('lint');
      open.push(...scripts);
    }
  }
  const configs = snapshot.files.filter((path) => RUNNER_CONFIG.test(path.split('/').at(-1) ?? ''));
  for (const path of configs.slice(0, MAX_CONFIGS)) {
    const text = await read(path);
    if (MEASURES_COVERAGE.test(text)) words.add('coverage');
    if (/runner-eslint/.test(text)) words.add('eslint');
  }
  return words;
}

function scriptsIn(manifest: string): Scripts {
  return parseManifest(manifest)?.scripts ?? {};
}

/** `eslint` for `./node_modules/.bin/eslint` and `eslint@9`; `--coverage` for `--coverage.enabled=true`. */
function addWord(words: Set<string>, text: string): void {
  const word = text.startsWith('-') ? (text.split(/[=.]/)[0] ?? text) : (text.split(/[\\/]/).at(-1) ?? text);
  words.add(word.replace(/(?<=.)@.*$|\.(?:[cm]?js|cmd|exe)$/, ''));
}

/** The scripts that the words may name, with their `pre` and `post` scripts, each with the scripts beside it. */
function scriptsStartedBy(texts: readonly string[], own: Scripts, members: readonly Scripts[]) {
  if (!texts.some((text) => RUNS_SCRIPTS.test(text) || text === '--run')) return [];
  const ofMembers = texts.some((text) => OF_MEMBERS.test(text));
  return texts.flatMap((text) => {
    const matches = matcherOf(text);
    const startedIn = (scripts: Scripts) =>
      Object.entries(scripts)
        .filter(([name]) => matches(name) || matches(name.replace(/^(?:pre|post)/, '')))
        .map(([, line]) => ({ line, own: scripts }));
    const here = startedIn(own);
    return here.length > 0 && !ofMembers ? here : [...here, ...members.flatMap(startedIn)];
  });
}

/** A script's name as npm, npm-run-all (`test:*`) and pnpm (`/^test/`) take it. */
function matcherOf(text: string): (name: string) => boolean {
  if (text.includes('*')) {
    const start = text.slice(0, text.indexOf('*'));
    return (name) => name.startsWith(start);
  }
  const pattern = /^\/(.+)\/$/.exec(text)?.[1];
  const plain = pattern?.replace(/^\^|\$$|[.*+?()[\]\\]+/g, '');
  return plain === undefined ? (name) => name === text : (name) => name.includes(plain);
}

/** Files of the workspace that the words start as a script, or that their program reads what to do from. */
function filesStartedBy(texts: readonly string[], files: readonly string[]): string[] {
  const names = texts.map((text) => text.replace(/^\.\//, ''));
  const instructions = names.flatMap((name) => INSTRUCTIONS.get(name) ?? []);
  const isRuntime = texts.some((text) => RUNS_FILE.test(text));
  const started = names.filter((name, index) => SCRIPT_FILE.test(name) && (isRuntime || index === 0));
  return files.filter((file) => started.includes(file) || instructions.some((pattern) => pattern.test(file)));
}

function addProgramsIn(text: string, words: Set<string>): void {
  for (const [word] of text.matchAll(/(?:--)?[\w-]+/g)) addWord(words, word);
}
