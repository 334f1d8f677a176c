/** Returns a changed text; undefined if the text has nothing to change in this way. */
type TextMutator = (text: string, random: () => number) => string | undefined;

/** Replaces one occurrence of the pattern, chosen at random; undefined if there is none. */
function replaceOne(pattern: RegExp, replacement: string | ((match: string) => string)): TextMutator {
  return (text, random) => {
    const matches = [...text.matchAll(pattern)];
    const match = matches[Math.floor(random() * matches.length)];
    if (!match) return undefined;
    const inserted = typeof replacement === 'string' ? replacement : replacement(match[0]);
    return text.slice(0, match.index) + inserted + text.slice(match.index + match[0].length);
  };
}

const atTheEnd =
  (lines: string): TextMutator =>
  (text) =>
    `${text}\n${lines}\n`;

/** Renames a member everywhere in its own file, but not in other files. */
const renameMember: TextMutator = (text, random) => {
  const members = [...text.matchAll(/^ {2,4}(?:readonly |protected |public )?([a-z]\w{3,})\??[:(<]/gm)];
  const name = members[Math.floor(random() * members.length)]?.[1];
  return name && text.replace(new RegExp(`\\b${name}\\b`, 'g'), `${name}Renamed`);
};

const names: Readonly<Record<string, TextMutator>> = {
  'misspelt name': replaceOne(/\b[a-zA-Z]{5,}\b(?=[(.,;)])/g, (name) => `${name.slice(0, -1)}_`),
  'misspelt property': replaceOne(/(?<=\w\.)[a-z]\w{3,}\b/g, (name) => `${name}Gone`),
  'unknown type': replaceOne(/(?<=: )[A-Z]\w+\b/g, (name) => `${name}Unheard`),
  'renamed member': renameMember,
  'dropped line': replaceOne(/^ {2,}.+;\n/gm, ''),
  'duplicate declaration': (text, random) => {
    const heads = [...text.matchAll(/^export (?:const|type|class|enum) (\w+)/gm)];
    const name = heads[Math.floor(random() * heads.length)]?.[1];
    return name && `${text}\nexport const ${name} = 0;\n`;
  },
};

const types: Readonly<Record<string, TextMutator>> = {
  'new error at the end': atTheEnd('export const mistaken: string = 1;'),
  'other primitive type': replaceOne(/: (?:string|number|boolean)\b/g, (type) =>
    type === ': string' ? ': number' : ': string',
  ),
  'other return type': replaceOne(/\): [A-Z]\w*(?:<[\w, ]+>)?/g, '): number'),
  'optional property': replaceOne(/^\s+(?:readonly )?\w+: /gm, (property) => property.replace(': ', '?: ')),
  'required property': replaceOne(/^\s+(?:readonly )?\w+\?: /gm, (property) => property.replace('?: ', ': ')),
  'new interface member': replaceOne(/^export interface \w+[^{]*\{/gm, (head) => `${head}\n  brandNew: number;`),
  'dropped interface member': replaceOne(/^ {2}(?:readonly )?\w+\??: [^{;\n]+;\n/gm, ''),
  'readonly member': replaceOne(/^ {2,4}(?=[a-z]\w*\??: )/gm, (indent) => `${indent}readonly `),
  'null for a value': replaceOne(/(?<=\breturn )(?!null|undefined)[^;{}\n]+(?=;)/g, 'null'),
  'returned symbol': replaceOne(/(?<=\breturn )[^;{}\n]+(?=;)/g, 'Symbol.iterator'),
  'narrowed to never': replaceOne(/\): void\b/g, '): never'),
  'async function': replaceOne(/^export function (?=\w+[^;]*\{$)/gm, 'export async function '),
  'dropped type guard': replaceOne(/\): \w+ is [\w<>, ]+/g, '): boolean'),
  'indexed by a string': atTheEnd('export const indexed = (key: string) => ({ one: 1, two: 2 })[key];'),
  'non-null assertion dropped': replaceOne(/!(?=[.;)])/g, ''),
  'cast dropped': replaceOne(/ as (?!const\b)[A-Za-z]\w*(?:<[\w, ]+>)?(?=[;),])/g, ''),
  'unchecked file': (text) => `// @ts-nocheck\n${text}`,
  'error expected': replaceOne(/^ {2,}(?:return|const|let|if) .*$/gm, (line) => `// @ts-expect-error seen\n${line}`),
};

const generics: Readonly<Record<string, TextMutator>> = {
  'tighter constraint': replaceOne(/<[A-Z]\w*(?=[,>])/g, (head) => `${head} extends string`),
  'dropped constraint': replaceOne(/ extends \w+(?=[,>])/g, ''),
  'new type parameter': replaceOne(/^export (?:interface|class|type|function) \w+</gm, (head) => `${head}Added, `),
  'dropped type parameter default': replaceOne(/ = \w+(?=[,>])/g, ''),
  'type parameter swapped': replaceOne(/<([A-Z]\w*), ([A-Z]\w*)>/g, (pair) =>
    pair.replace(/<(\w+), (\w+)>/, '<$2, $1>'),
  ),
  'variance annotated': replaceOne(/^export (?:interface|class) \w+</gm, (head) => `${head}in `),
};

const calls: Readonly<Record<string, TextMutator>> = {
  'dropped argument': replaceOne(/\((\w+), /g, '('),
  'extra argument': replaceOne(/(?<=[\w>])\(\)(?=[;.,)])/g, '(0, 1)'),
  'argument of another type': replaceOne(/(?<=\b[a-z]\w+\()\w+(?=[,)])/g, 'Symbol.iterator'),
  'new parameter': replaceOne(/\bfunction \w+(?:<[\w, ]+>)?\(/g, (head) => `${head}extra: symbol, `),
  'optional parameter required': replaceOne(/\b\w+\?: (?=[^;{}\n]*\))/g, (parameter) => parameter.replace('?', '')),
  'dropped overload': replaceOne(/^export function \w+[^{}]*?;\n/gm, ''),
  'changed overload': replaceOne(/^export function \w+[^{}]*?;\n/gm, (overload) =>
    overload.replace(/\): [^;]+;\n$/, '): symbol;\n'),
  ),
  'no overload fits': atTheEnd(
    'declare function over(a: string): string;\ndeclare function over(a: number): number;\n' +
      'export const fits: string = over(true);',
  ),
  'one overload of that length': atTheEnd(
    'declare function long(a: string): string;\ndeclare function long(a: number, b: number): number;\n' +
      "export const longer: string = long('a', 2);",
  ),
};

const members: Readonly<Record<string, TextMutator>> = {
  'less visible member': replaceOne(/^ {2}(?=[a-z]\w*(?:[(<]|\??: ).*(?:\{|;)$)/gm, '  private '),
  'more visible member': replaceOne(/\b(?:private|protected) (?!constructor)/g, ''),
  'private member of another type': replaceOne(/\bprivate (?:readonly )?\w+\??: /g, (head) => `${head}symbol | `),
  'new private member': replaceOne(
    /^export (?:abstract )?class \w+[^{]*\{$/gm,
    (head) => `${head}\n  private hidden = Math.random();`,
  ),
  'abstract class': replaceOne(/^export class /gm, 'export abstract class '),
  'dropped override': replaceOne(/\boverride /g, ''),
  'enum member added': replaceOne(/^(?:export )?(?:const )?enum \w+ \{/gm, (head) => `${head}\n  Added = 'added',`),
  'enum made const': replaceOne(/^export enum /gm, 'export const enum '),
  'namespace member': replaceOne(
    /^export (?:declare )?namespace \w+ \{/gm,
    (head) => `${head}\n  export type Added = Missing;`,
  ),
  'merged namespace': (text, random) => {
    const heads = [...text.matchAll(/^export (?:class|function|enum|interface) ([A-Za-z]\w*)/gm)];
    const name = heads[Math.floor(random() * heads.length)]?.[1];
    return name && `${text}\nexport namespace ${name} {\n  export const merged: string = 1;\n}\n`;
  },
};

const modules: Readonly<Record<string, TextMutator>> = {
  'dropped export': replaceOne(/^export (?=(?:abstract )?(?:function|class|const|interface|type)\b)/gm, ''),
  'renamed export': replaceOne(/^export (?:function|class|const|interface|type) \w+/gm, (head) => `${head}2`),
  'dropped import': replaceOne(/^import [^;]*;\n/gm, ''),
  'type-only import': replaceOne(/^import (?!type)/gm, 'import type '),
  'type import made a value': replaceOne(/^import type (?=[{*])/gm, 'import '),
  'type-only export': replaceOne(/^export (?=\{)/gm, 'export type '),
  'dropped re-export': replaceOne(/^export (?:\*|\{[^}]*\}) from [^;]*;\n/gm, ''),
  'import from nowhere': replaceOne(/(?<=from ['"]\.{1,2}\/)[^'"]+/g, (specifier) => `${specifier}-nowhere`),
};

const honest: Readonly<Record<string, TextMutator>> = {
  'harmless addition': atTheEnd('export const harmless = 1;'),
  'harmless comment': (text) => `// seen\n${text}`,
  'harmless statement in a body': replaceOne(
    /^ {2,}return /gm,
    (head) => `${head.replace('return ', 'void 0;')}\n${head}`,
  ),
  'another literal in a body': replaceOne(/(?<=^ {4,}(?:const|let) \w+ = )\d+(?=;)/gm, (number) => `${number}1`),
  'written type of a constant': replaceOne(/(?<=^ {2,}const \w+)(?= = \d+;)/gm, ': number'),
};

const syntax: Readonly<Record<string, TextMutator>> = {
  'dropped bracket': replaceOne(/[)}\]]/g, ''),
  'doubled keyword': replaceOne(/\b(?:const|function|return|import) /g, (word) => word + word),
  'unended string': replaceOne(/['"](?=[;,)])/g, ''),
  'stray fence': (text) => `\`\`\`ts\n${text}\n\`\`\`\n`,
};

export const TEXT_MUTATORS = {
  meaning: { ...names, ...types, ...generics, ...calls, ...members, ...modules },
  honest,
  syntax,
};
