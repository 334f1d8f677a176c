import path from 'node:path';
import type { Changes, Mutator, Texts } from './mutations';

/** Changes that concern more than the text of one file. */
export const PROJECT_MUTATORS: Readonly<Record<string, Mutator>> = {
  'deleted file': (_texts, file) => new Map([[file, null]]),
  'new file': (texts, file) => {
    const name = exportedName(texts.read(file), /^export (?:const|function|class|abstract class) (\w+)/m);
    const text =
      `import * as from from '${relativeSpecifier(texts, file, file)}';\n` +
      `export const taken: symbol = from.${name ?? 'nothing'};\n`;
    return beside(texts, file, 'new-file.ts', text);
  },
  'new script with globals': (texts, file, random) => {
    const name = exportedName(texts.read(file), /^export (?:interface|class) (\w+)/m);
    const other = pick(
      texts.files.filter((candidate) => candidate !== file),
      random,
    );
    const script = beside(
      texts,
      file,
      'globals.ts',
      `declare const everywhere: number;\ninterface ${name ?? 'Everywhere'} { everywhere: true }\n`,
    );
    return script && other !== undefined
      ? appended(texts, other, 'export const here: string = everywhere;', script)
      : undefined;
  },
  'declared global': (texts, file) =>
    appended(
      texts,
      file,
      'declare global {\n  interface Array<T> { brandNew: T }\n  var anywhere: number;\n}\n' +
        'export const first: string = [anywhere].brandNew;',
    ),
  'clashing global': (texts, file) =>
    appended(
      texts,
      file,
      'declare global {\n  interface Function { length: string }\n  interface Promise<T, U> { other: U }\n}',
    ),
  'module augmentation': (texts, file, random) => {
    const target = pick(
      texts.files.filter((candidate) => candidate !== file && INTERFACE.test(texts.read(candidate) ?? '')),
      random,
    );
    if (target === undefined) return undefined;
    const [, name = '', parameters = ''] = INTERFACE.exec(texts.read(target) ?? '') ?? [];
    return appended(
      texts,
      file,
      `declare module '${relativeSpecifier(texts, file, target)}' {\n` +
        `  interface ${name}${parameters} { augmented: string }\n}`,
    );
  },
  'circular import': (texts, file, random) => {
    const importer = pick(
      texts.files.filter((candidate) => candidate !== file && importsFile(texts.read(candidate) ?? '', file)),
      random,
    );
    if (importer === undefined) return undefined;
    const name = exportedName(texts.read(importer), /^export (?:const|function|class) (\w+)/m);
    const text = texts.read(file) ?? '';
    return new Map([
      [
        file,
        `import * as circle from '${relativeSpecifier(texts, file, importer)}';\n${text}\n` +
          `export const round = circle${name ? `.${name}` : ''};\n`,
      ],
    ]);
  },
  'export star added': (texts, file, random) => {
    const other = pick(
      texts.files.filter((candidate) => candidate !== file),
      random,
    );
    return other === undefined
      ? undefined
      : appended(texts, file, `export * from '${relativeSpecifier(texts, file, other)}';`);
  },
  'moved into a folder': (texts, file) => {
    const text = texts.read(file);
    const index = `${file.replace(/\.ts$/, '')}/index.ts`;
    if (text === undefined || path.posix.basename(file) === 'index.ts' || texts.read(index) !== undefined)
      return undefined;
    return new Map([
      [file, null],
      [index, text.replace(/(?<=from ['"])\.{1,2}(?=\/)/g, (up) => (up === '.' ? '..' : '../..'))],
    ]);
  },
  'folder beside the file': (texts, file) => {
    const index = `${file.replace(/\.ts$/, '')}/index.ts`;
    return path.posix.basename(file) === 'index.ts' || texts.read(index) !== undefined
      ? undefined
      : new Map([[index, 'export const shadowed: string = 1;\n']]);
  },
  'declarations beside the file': (texts, file) => {
    const text = texts.read(file);
    return text === undefined
      ? undefined
      : new Map([
          [file, null],
          [file.replace(/\.ts$/, '.d.ts'), declarationsOf(text)],
        ]);
  },
  'another extension': (texts, file) => {
    const text = texts.read(file);
    return text === undefined
      ? undefined
      : new Map([
          [file, null],
          [file.replace(/\.ts$/, '.tsx'), text],
        ]);
  },
  'JSON module': (texts, file) => {
    const data = `${path.posix.dirname(file)}/data.json`;
    const before = texts.read(data);
    const text = texts.read(file);
    // The second time, only the data changes, and the imports of it stay as they are.
    if (before !== undefined)
      return new Map([[data, before.includes('"one"') ? '{ "count": 1 }' : '{ "count": "one" }']]);
    return text === undefined
      ? undefined
      : new Map([
          [data, '{ "count": 1 }'],
          [
            file,
            `import data from './data.json' with { type: 'json' };\n${text}\n` +
              'export const count: string = data.count;\n',
          ],
        ]);
  },
  'compiler option': (texts, _file, random) => {
    const option = pick(
      [
        'noUnusedLocals',
        'noImplicitReturns',
        'exactOptionalPropertyTypes',
        'noUncheckedIndexedAccess',
        'noPropertyAccessFromIndexSignature',
        'stripInternal',
        'declaration',
        'isolatedModules',
      ],
      random,
    );
    const config = JSON.parse(texts.read('tsconfig.json') ?? '{}') as { compilerOptions?: object };
    return option === undefined
      ? undefined
      : new Map([
          [
            'tsconfig.json',
            JSON.stringify({ ...config, compilerOptions: { ...config.compilerOptions, [option]: true } }),
          ],
        ]);
  },
};

/** Changes that should cause no error. */
export const HONEST_PROJECT_MUTATORS: Readonly<Record<string, Mutator>> = {
  'rename in all files': (texts, file) => {
    const name = exportedName(texts.read(file), /^export (?:function|class|const|interface|type) (\w{6,})/m);
    if (name === undefined) return undefined;
    const whole = new RegExp(`\\b${name}\\b(?!['"./-])`, 'g');
    const touched = texts.files.flatMap((candidate) => {
      const text = texts.read(candidate) ?? '';
      const renamed = text.replace(whole, `${name}Anew`);
      return renamed === text ? [] : [[candidate, renamed] as const];
    });
    return touched.length > 12 ? undefined : new Map(touched);
  },
  'new file without importers': (texts, file) =>
    beside(texts, file, 'unknown-file.ts', 'export const unknown: number = 1;\n'),
};

const INTERFACE = /^export interface (\w+)(<[\w, ]+>)?(?: extends [^{]+)? \{/m;

function pick<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}

function exportedName(text: string | undefined, pattern: RegExp): string | undefined {
  return text === undefined ? undefined : pattern.exec(text)?.[1];
}

function appended(texts: Texts, file: string, lines: string, more: Changes = new Map()): Changes | undefined {
  const text = texts.read(file);
  return text === undefined ? undefined : new Map([...more, [file, `${text}\n${lines}\n`]]);
}

/** Adds a file in the same folder; undefined if it exists already. */
function beside(texts: Texts, file: string, name: string, text: string): Changes | undefined {
  const created = `${path.posix.dirname(file)}/${name}`;
  return texts.read(created) === undefined ? new Map([[created, text]]) : undefined;
}

function importsFile(text: string, file: string): boolean {
  const stem = path.posix.basename(file, '.ts');
  return new RegExp(`from ['"][^'"]*/${stem.replaceAll('.', '\\.')}(?:\\.js)?['"]`).test(text);
}

/** A specifier in the style of the sources' own imports: with the extension of the output, or with none. */
function relativeSpecifier(texts: Texts, from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to).replace(/\.ts$/, '');
  const written = /from ['"]\.[^'"]*\.js['"]/.test(texts.read(from) ?? '') ? `${relative}.js` : relative;
  return written.startsWith('.') ? written : `./${written}`;
}

/** Declarations with the names of the exports, all of them loosely typed. */
function declarationsOf(text: string): string {
  const names = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))];
  return [
    ...names(/^export (?:const|function) (\w+)/gm).map(
      (name) => `export declare const ${name}: (...args: unknown[]) => symbol;`,
    ),
    ...names(/^export (?:abstract )?class (\w+)/gm).map(
      (name) => `export declare class ${name}<T = unknown> { only: T }`,
    ),
    ...names(/^export (?:interface|type) (\w+)/gm).map((name) => `export type ${name}<T = unknown> = { only: T };`),
    'export {};',
  ].join('\n');
}
