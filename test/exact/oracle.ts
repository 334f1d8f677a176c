import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type * as typescript from 'typescript';
import type { Changes } from '../support/mutations';

type Ts = typeof typescript;

/** One diagnostic as the command line prints it. */
export interface PlacedDiagnostic {
  /** `path(line,column) TScode`. */
  readonly place: string;
  /** Paths in it are those of the copy of the workspace that was checked. */
  readonly message: string;
}

/** A compiler's own answer about a workspace, found without any of the judge's code. */
export interface Oracle {
  diagnostics(): Promise<readonly PlacedDiagnostic[]>;
}

/** Writes the texts of one step after another into a copy of a workspace on the disk. */
export function createTextCopy(root: string): { take(overlay: Changes): void } {
  const originals = new Map<string, string | null>();
  const writeOrDelete = (file: string, text: string | null) => {
    const place = path.join(root, file);
    if (text === null) rmSync(place, { force: true });
    else {
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
  };
  return {
    take(overlay) {
      for (const [file, text] of originals) if (!overlay.has(file)) writeOrDelete(file, text);
      for (const [file, text] of overlay) {
        const place = path.join(root, file);
        if (!originals.has(file)) originals.set(file, existsSync(place) ? readFileSync(place, 'utf8') : null);
        writeOrDelete(file, text);
      }
    },
  };
}

/** Runs the compiler's own command line in a process. */
export function createTscOracle(root: string): Oracle {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const run = () =>
    new Promise<string>((resolve, reject) => {
      execFile(
        process.execPath,
        [tsc, '--noEmit', '-p', '.', '--pretty', 'false'],
        { cwd: root, maxBuffer: 2 ** 28 },
        (error, output) => {
          if (error && typeof error.code !== 'number') reject(error);
          else resolve(output);
        },
      );
    });
  return {
    async diagnostics() {
      const output = await run();
      const found: { place: string; message: string }[] = [];
      for (const line of output.split(/\r?\n/)) {
        const [, file, at, code, bareCode, message = ''] =
          /^(?:(.+)\((\d+,\d+)\): error TS(\d+)|error TS(\d+)): (.*)$/.exec(line) ?? [];
        const last = found[found.length - 1];
        if (file !== undefined) found.push({ place: `${file}(${at}) TS${code}`, message });
        else if (bareCode !== undefined) found.push({ place: `(1,1) TS${bareCode}`, message });
        else if (last && line !== '') last.message += `\n${line}`;
      }
      return found;
    },
  };
}

/** Follows the command line's steps with a new program for each question; only parsed files are reused. */
export function createProgramOracle(ts: Ts, root: string): Oracle {
  const parsed = new Map<string, { readonly text: string; readonly source: typescript.SourceFile | undefined }>();
  const createHost = (options: typescript.CompilerOptions) => {
    const host = ts.createCompilerHost(options, false);
    // Parses as the command line does, which skips doc comments that contain no types.
    host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;
    const parse = host.getSourceFile;
    const kind = JSON.stringify({ ...options, configFile: undefined });
    host.getSourceFile = (file, ...rest) => {
      const text = ts.sys.readFile(file);
      if (text === undefined) return undefined;
      const key = `${file} ${JSON.stringify(rest[0])} ${kind}`;
      const known = parsed.get(key);
      if (known?.text === text) return known.source;
      const source = parse(file, ...rest);
      parsed.set(key, { text, source });
      return source;
    };
    return host;
  };
  return {
    async diagnostics() {
      const config = ts.getParsedCommandLineOfConfigFile(
        path.join(root, 'tsconfig.json'),
        { noEmit: true },
        {
          ...ts.sys,
          getCurrentDirectory: () => root,
          onUnRecoverableConfigFileDiagnostic: () => {},
        },
      );
      if (!config) throw new Error(`${root}/tsconfig.json cannot be read`);
      const { fileNames: rootNames, options, errors: configFileParsingDiagnostics } = config;
      const host = createHost(options);
      host.getCurrentDirectory = () => root;
      const program = ts.createProgram({ rootNames, options, host, configFileParsingDiagnostics });
      return diagnosticsAsTsc(program).map((diagnostic) => placedDiagnostic(ts, root, diagnostic));
    },
  };
}

/** As the command line does, looks for each kind of diagnostic only when the kinds before it found nothing. */
function diagnosticsAsTsc(program: typescript.Program): readonly typescript.Diagnostic[] {
  const config = program.getConfigFileParsingDiagnostics();
  const syntax = program.getSyntacticDiagnostics();
  if (syntax.length > 0) return [...config, ...syntax];
  const options = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  if (options.length > 0) return [...config, ...options];
  const semantic = program.getSemanticDiagnostics();
  if (semantic.length > 0 || !program.getCompilerOptions().declaration) return [...config, ...semantic];
  return [...config, ...program.getDeclarationDiagnostics()];
}

function placedDiagnostic(
  ts: Ts,
  root: string,
  { file, start = 0, code, messageText }: typescript.Diagnostic,
): PlacedDiagnostic {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (!file) return { place: `(1,1) TS${code}`, message };
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return { place: `${path.relative(root, file.fileName)}(${line + 1},${character + 1}) TS${code}`, message };
}
