import path from 'node:path';
import { parseManifest } from './manifest';

/** Programs that take the arguments of `tsc` and print what it prints. */
export type TypeProgram = 'tsc' | 'vue-tsc';

/** A compiler that a script of a package.json runs. */
export interface TypeCommand {
  readonly program: TypeProgram;
  /** Absolute paths of the configs that it is run with. */
  readonly configs: readonly string[];
  /** Whether the script is there to check types, not to build. */
  readonly checks: boolean;
}

const PROGRAM = /(?:^|\/)(vue-tsc|tsc)(?:\.js)?$/;
const CHECKS = /type|check|lint|test|tsc|verify|validate/i;
/** With these, the compiler does something else than compile. */
const OTHER_USES = new Set(['--init', '--version', '-v', '--help', '-h', '--showConfig', '--all']);
const SOURCE = /\.[cm]?tsx?$/;

/** The compilers that the scripts of the folder's package.json run. */
export function typeCommandsIn(folder: string, read: (file: string) => string | undefined): TypeCommand[] {
  const scripts = parseManifest(read(path.posix.join(folder, 'package.json')) ?? '')?.scripts ?? {};
  return Object.entries(scripts).flatMap(([name, script]) => commandsOf(name, script, folder));
}

function commandsOf(name: string, script: string, folder: string): TypeCommand[] {
  let here = folder;
  return script.split(/&&|\|\|?|[;&\n]/).flatMap((command) => {
    const words = command.trim().split(/\s+/).map(withoutQuotes);
    if (words[0] === 'cd' && words[1] !== undefined) here = path.posix.join(here, words[1]);
    const at = words.findIndex((word) => PROGRAM.test(word));
    const program = PROGRAM.exec(words[at] ?? '')?.[1];
    const args = words.slice(at + 1);
    if (program === undefined || args.some((word) => OTHER_USES.has(word))) return [];
    const checks = CHECKS.test(name) || args.some((word) => word.toLowerCase() === '--noemit');
    const configs = configsAmong(args).map((config) => path.posix.join(here, config));
    return [{ program: program as TypeProgram, configs: configs.map(withFileName), checks }];
  });
}

/** The configs that the arguments name: files or folders; the folder's own one where they name nothing. */
function configsAmong(args: readonly string[]): readonly string[] {
  const project = args.findIndex((word) => /^(?:-p|--project)$/.test(word));
  if (project >= 0) return args.slice(project + 1, project + 2);
  const inOneWord = args.find((word) => word.startsWith('--project='));
  if (inOneWord !== undefined) return [inOneWord.slice('--project='.length)];
  if (args.some((word) => SOURCE.test(word))) return [];
  if (!args.some((word) => /^(?:-b|--build)$/.test(word))) return ['.'];
  const built = args.filter((word) => word.endsWith('.json') || (/^[\w./@-]+$/.test(word) && !word.startsWith('-')));
  return built.length > 0 ? built.filter((word) => word !== 'true' && word !== 'false') : ['.'];
}

function withFileName(place: string): string {
  return place.endsWith('.json') ? place : path.posix.join(place, 'tsconfig.json');
}

function withoutQuotes(word: string): string {
  return word.replace(/^(['"])(.*)\1$/, '$2');
}
