/**
 * Is the warm judge as exact as a cold `tsc --noEmit -p`? Seeded mutations of real sources, one after
 * the other in one warm process, each compared with a fresh program of the same compiler.
 * Usage: npm run bench -- verify-exact [rxjs|zod|effect] [count] [seed] [typescript|typescript-5]
 */
import path from 'node:path';
import type * as typescript from 'typescript';
import { createTypeChecker } from '../../src/engine/verify/typescript/checker';
import { mutate } from '../support/mutations';
import { seeded } from '../support/seeded';
import { createSourceWorkspace, type SourceName, SOURCES } from '../support/source-workspaces';

type Ts = typeof typescript;
const SERVICE = path.resolve(__dirname, '../../src/engine/verify/typescript/service.ts');
const never = new AbortController().signal;

/** A diagnostic's place and code, with its message. */
type Told = ReadonlyMap<string, string>;

/** The command line's own steps over a fresh program; only files outside the workspace are kept parsed. */
function createOracle(ts: Ts, root: string): (overlay: ReadonlyMap<string, string | null>) => Told {
  const kept = new Map<string, typescript.SourceFile | undefined>();
  return (overlay) => {
    const config = path.join(root, 'tsconfig.json');
    const over = (file: string) => overlay.get(path.relative(root, file));
    const parsed = ts.getParsedCommandLineOfConfigFile(config, { noEmit: true }, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} });
    if (!parsed) throw new Error(`${config} cannot be read`);
    const host = ts.createCompilerHost(parsed.options, false);
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (file) => (over(file) === undefined ? fileExists(file) : over(file) !== null);
    host.readFile = (file) => (over(file) === undefined ? readFile(file) : (over(file) ?? undefined));
    host.getSourceFile = (file, ...rest) => {
      if (file.startsWith(`${root}/src/`)) return getSourceFile(file, ...rest);
      if (!kept.has(file)) kept.set(file, getSourceFile(file, ...rest));
      return kept.get(file);
    };
    const rootNames = parsed.fileNames.filter((file) => over(file) !== null);
    const program = ts.createProgram({ rootNames, options: parsed.options, host, configFileParsingDiagnostics: parsed.errors });
    const found = (diagnostics: readonly typescript.Diagnostic[]) => new Map(diagnostics.map(({ file, start = 0, code, messageText }) => {
      const message = ts.flattenDiagnosticMessageText(messageText, '\n');
      if (!file) return [`(1,1) TS${code}`, message];
      const { line, character } = file.getLineAndCharacterOfPosition(start);
      return [`${path.relative(root, file.fileName)}(${line + 1},${character + 1}) TS${code}`, message];
    }));
    for (const stage of [
      () => program.getSyntacticDiagnostics(),
      () => [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()],
      () => program.getSemanticDiagnostics(),
    ]) {
      const diagnostics = stage();
      if (diagnostics.length > 0) return found(diagnostics);
    }
    return new Map();
  };
}

async function main([name = 'rxjs', count = '40', seed = '1', compiler = 'typescript']: readonly string[]): Promise<number> {
  if (!Object.hasOwn(SOURCES, name)) throw new Error(`There is no package "${name}". Choose one of: ${Object.keys(SOURCES).join(', ')}.`);
  const { root, files } = createSourceWorkspace(name as SourceName, compiler);
  const oracle = createOracle((await import(path.join(root, 'node_modules/typescript/lib/typescript.js'))).default as Ts, root);
  const checker = createTypeChecker({ servicePath: SERVICE, env: process.env, log: (line) => console.error(line), execArgv: ['--require', require.resolve('tsx/cjs')] });
  const random = seeded(Number(seed));
  const { readFileSync } = await import('node:fs');
  let overlay = new Map<string, string | null>();
  let wrong = 0;
  let red = 0;
  let reworded = 0;
  try {
    for (let at = 0; at < Number(count); at++) {
      // Every third mutation comes on top of the one before, as a run's iterations do.
      if (at % 3 !== 2) overlay = new Map();
      const file = files[Math.floor(random() * files.length)] ?? '';
      const before = overlay.get(file) ?? readFileSync(path.join(root, file), 'utf8');
      const { kind, text } = mutate(before, random);
      overlay.set(file, text);
      await checker.check({ root, overlay, edited: [file], scope: 'near' }, never);
      const pending = checker.check({ root, overlay, edited: [file], scope: 'whole' }, never);
      const expected = oracle(overlay);
      const answer = await pending;
      if ('problem' in answer) throw new Error(answer.problem.message);
      const found = new Map(answer.diagnostics.map((item) => [`${item.path}(${item.line},${item.column}) TS${item.code}`, item.message]));
      if (expected.size > 0) red++;
      const missing = [...expected.keys()].filter((item) => !found.has(item));
      const extra = [...found.keys()].filter((item) => !expected.has(item));
      for (const [place, message] of expected) {
        if (!found.has(place) || found.get(place) === message) continue;
        reworded++;
        if (reworded <= 3) console.log(`#${at} worded differently at ${place}:\n  ${message}\n  ${found.get(place)}`);
      }
      if (missing.length + extra.length === 0) continue;
      wrong++;
      console.log(`#${at} ${kind} in ${file}: missing ${JSON.stringify(missing.slice(0, 5))}, extra ${JSON.stringify(extra.slice(0, 5))}`);
    }
  } finally {
    await checker.dispose();
  }
  console.log(`${name}, ${compiler}: ${count} mutations (${red} red), ${wrong} differ; ${reworded} diagnostics worded differently`);
  return wrong === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
