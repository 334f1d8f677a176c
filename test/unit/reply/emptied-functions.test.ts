import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const PARSE = 'export function parse(text: string): number {\n  return Number(text);\n}';
const NEW_PARSE = 'export function parse(text: string): number {\n  return Number(text.trim());\n}';
const REST = [
  'export function load(): number {',
  "  const text = read('a');",
  '  return parse(text);',
  '}',
  '',
  'function read(name: string): string {',
  '  return name.repeat(2);',
  '}',
  '',
  'export class Cart {',
  '  constructor(n: number) {',
  '    this.n = n;',
  '  }',
  '  n: number;',
  '  total(): number {',
  '    return this.n * 2;',
  '  }',
  '  reset(): void {}',
  '}',
  '',
  'export const tools = {',
  '  twice: (n: number) => n * 2,',
  '};',
  '',
  'export const save = (value: number): string => {',
  '  const text = String(value);',
  '  return text;',
  '};',
].join('\n');
const FILE = `${PARSE}\n\n${REST}`;
const files = { 'src/a.ts': `${FILE}\n` };
const TASK = 'Let parse take blanks.';
const situation = { files, focus: ['src/a.ts'], task: TASK };

const whole = (text: string): string => `\`\`\`ts src/a.ts\n${text}\n\`\`\``;
/** The whole file with the right change, and one more. */
const withChange = (from: string | RegExp, to: string): string => {
  const text = FILE.replace(PARSE, NEW_PARSE).replace(from, to);
  assert.ok(text.includes(to));
  return text;
};
const LOAD_BODY = "\n  const text = read('a');\n  return parse(text);\n";

const EMPTIED: readonly (readonly [string, string, string])[] = [
  ['nothing', withChange(LOAD_BODY, ''), 'load'],
  ['a comment', withChange(LOAD_BODY, '\n  // load the text\n'), 'load'],
  ['return', withChange(LOAD_BODY, '\n  return;\n'), 'load'],
  ['return undefined', withChange(LOAD_BODY, '\n  return undefined as never;\n'), 'load'],
  ['an error that it is not implemented', withChange(LOAD_BODY, "\n  throw new Error('Not implemented');\n"), 'load'],
  ['an error that it is to do', withChange(LOAD_BODY, "\n  throw new Error('TODO: as before');\n"), 'load'],
  ['an error class of its own', withChange(LOAD_BODY, '\n  throw new NotImplementedError();\n'), 'load'],
  ['a helper', withChange('\n  return name.repeat(2);\n', "\n  throw new Error('unimplemented');\n"), 'read'],
  ['a method', withChange('\n    return this.n * 2;\n  ', ''), 'Cart.total'],
  ['a function in an object', withChange('n * 2,', 'undefined,'), 'tools.twice'],
  ['a function in a constant', withChange(/\n {2}const text = String.*\n.*\n/, '\n  // ...\n'), 'save'],
];

describe('functions that a whole file empties', () => {
  for (const [what, text, name] of EMPTIED) {
    it(`are refused by name: ${what}`, async () => {
      const refusals = (await refused(whole(text), situation)).join('\n');
      assert.match(refusals, /^(?:elided|excerpt): /);
      assert.ok(name === 'save' || refusals.includes(`\`${name}\``), refusals);
    });
  }

  it('are refused as not implemented even if the task names them', async () => {
    const stub = FILE.replace('return Number(text);', "throw new Error('not implemented');");
    assert.match((await refused(whole(stub), situation)).join('\n'), /^elided: .*`parse`/);
  });

  const HONEST: readonly (readonly [string, string, string])[] = [
    ['a change that keeps all', withChange('', ''), TASK],
    ['an empty function that was empty', withChange('reset(): void {}', 'reset(): void {\n    // none\n  }'), TASK],
    [
      'a function that the task names',
      withChange(LOAD_BODY, '\n  return undefined as never;\n'),
      'Let load do nothing.',
    ],
    [
      'a stub that the task asks for',
      withChange(LOAD_BODY, "\n  throw new Error('not implemented');\n"),
      'Replace load by a stub that throws.',
    ],
    [
      'a constructor that declares its fields',
      withChange(/\(n: number\) \{\n.*\n {2}\}\n {2}n: number;/, '(public n: number) {}'),
      TASK,
    ],
    [
      'code that moved to another function',
      withChange(LOAD_BODY, '').replace('export class', `function open(): number {${LOAD_BODY}}\n\nexport class`),
      TASK,
    ],
    ['an error that is one', withChange(LOAD_BODY, "\n  throw new Error('No file is open.');\n"), TASK],
    ['a shorter body', withChange(LOAD_BODY, "\n  return parse('aa');\n"), TASK],
    [
      'an abstract method',
      withChange('export class', 'export abstract class').replace(
        /total\(\): number \{\n.*\n {2}\}/,
        'abstract total(): number;',
      ),
      TASK,
    ],
  ];
  for (const [what, text, task] of HONEST) {
    it(`are no matter in ${what}`, async () => {
      assert.deepEqual(await accepted(whole(text), { ...situation, task }), { 'src/a.ts': `${text}\n` });
    });
  }

  it('are no matter in a new file, and where no parser can be reached', async () => {
    const stub = "export function later(): void {\n  throw new Error('not implemented');\n}";
    assert.ok(await accepted(`\`\`\`ts src/b.ts\n${stub}\n\`\`\``, situation));
    assert.ok(await accepted(whole(withChange(LOAD_BODY, '\n')), { ...situation, parses: false }));
  });
});
