export interface Mutation {
  readonly kind: string;
  /** Null: the file is deleted. */
  readonly text: string | null;
}

type Mutator = (text: string, random: () => number) => string | null | undefined;

/** One occurrence of the pattern, chosen at random, replaced; undefined when there is none. */
function replaceOne(pattern: RegExp, replacement: string | ((match: string) => string)): Mutator {
  return (text, random) => {
    const matches = [...text.matchAll(pattern)];
    const match = matches[Math.floor(random() * matches.length)];
    if (!match) return undefined;
    const put = typeof replacement === 'string' ? replacement : replacement(match[0]);
    return text.slice(0, match.index) + put + text.slice(match.index + match[0].length);
  };
}

/** What models and people get wrong: names, types, arity, imports, syntax; and honest edits as well. */
const MUTATORS: Readonly<Record<string, Mutator>> = {
  'misspelt name': replaceOne(/\b[a-zA-Z]{5,}\b(?=[(.,;)])/g, (name) => `${name.slice(0, -1)}_`),
  'other primitive type': replaceOne(/: (?:string|number|boolean)\b/g, (type) => (type === ': string' ? ': number' : ': string')),
  'any return type': replaceOne(/\): [A-Z]\w*/g, '): number'),
  'optional property': replaceOne(/^\s+(?:readonly )?\w+: /gm, (property) => property.replace(': ', '?: ')),
  'dropped export': replaceOne(/^export (?=(?:abstract )?(?:function|class|const|interface|type)\b)/gm, ''),
  'renamed export': replaceOne(/^export (?:function|class|const|interface|type) \w+/gm, (head) => `${head}2`),
  'dropped import': replaceOne(/^import [^;]*;\n/gm, ''),
  'dropped argument': replaceOne(/\((\w+), /g, '('),
  'new parameter': replaceOne(/\bfunction \w+\(/g, (head) => `${head}extra: symbol, `),
  'dropped line': replaceOne(/^ {2,}.+;\n/gm, ''),
  'broken syntax': replaceOne(/[)}\]]/g, ''),
  'new error at the end': (text) => `${text}\nexport const mistaken: string = 1;\n`,
  'harmless addition': (text) => `${text}\nexport const harmless = 1;\n`,
  'harmless comment': (text) => `// seen\n${text}`,
  'new interface member': replaceOne(/^export interface \w+[^{]*\{/gm, (head) => `${head}\n  brandNew: number;`),
  'deleted file': () => null,
};

/** A mutation that changes the text, chosen at random. */
export function mutate(text: string, random: () => number): Mutation {
  const kinds = Object.keys(MUTATORS);
  for (;;) {
    const kind = kinds[Math.floor(random() * kinds.length)] ?? '';
    const changed = MUTATORS[kind]?.(text, random);
    if (changed !== undefined && changed !== text) return { kind, text: changed };
  }
}
