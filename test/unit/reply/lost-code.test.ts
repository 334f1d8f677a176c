import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const fence = (path: string, text: string): string => `\`\`\`ts ${path}\n${text}\n\`\`\``;
const bare = (text: string, language = 'ts'): string => `\`\`\`${language}\n${text}\n\`\`\``;

const block = (path: string, search: string, replace: string): string =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

const PARSE = 'export function parse(text: string): number {\n  return Number(text);\n}';
const NEW_PARSE = 'export function parse(text: string): number {\n  return Number(text.trim());\n}';
const LOAD = 'export function load(): number {\n  return parse(read());\n}';
const SAVE = 'export const save = (value: number): string => String(value);';
const READ = "function read(): string {\n  return '1';\n}";
const CONFIG = `import { join } from 'node:path';\n\n// Reads numbers.\n${PARSE}\n\n${READ}\n\n${LOAD}\n\n${SAVE}\n`;
const FILES = { 'src/config.ts': CONFIG };
const situation = { files: FILES, focus: ['src/config.ts'], task: 'Let parse take blanks.' };

describe('whole files that would lose code', () => {
  it('one declaration of the file replaces it, with a path and without', async () => {
    const after = { 'src/config.ts': CONFIG.replace(PARSE, NEW_PARSE) };
    for (const reply of [
      bare(NEW_PARSE),
      fence('src/config.ts', NEW_PARSE),
      `// src/config.ts\n${bare(NEW_PARSE)}`,
      bare(`// src/config.ts\n${NEW_PARSE}`),
      bare(`import { join } from "node:path"\n\n// ... existing code ...\n${NEW_PARSE}\n// ... rest of the file`),
    ])
      assert.deepEqual(await accepted(reply, situation), after, reply);
  });

  it('takes the comment above it along, keeps the one of the file, and keeps line endings', async () => {
    const commented = `/** Reads numbers, blanks aside. */\n${NEW_PARSE}`;
    assert.deepEqual(await accepted(bare(commented), situation), {
      'src/config.ts': CONFIG.replace(`// Reads numbers.\n${PARSE}`, commented),
    });
    const files = { 'src/config.ts': CONFIG.replaceAll('\n', '\r\n') };
    assert.deepEqual(await accepted(bare(NEW_PARSE), { ...situation, files }), {
      'src/config.ts': CONFIG.replace(PARSE, NEW_PARSE).replaceAll('\n', '\r\n'),
    });
  });

  for (const [what, text] of [
    ['a class and its interface', 'export class A {\n  run() {}\n}\nexport interface A {\n  own: string;\n}\n'],
    ['an interface and its class', 'export interface A {\n  own: string;\n}\nexport class A {\n  run() {}\n}\n'],
    ['an object and its types', 'export const A = { run() {} };\nexport type A = typeof A;\n'],
    ['a class and its namespace', 'export class A {\n  run() {}\n}\nexport namespace A {\n  export const b = 1;\n}\n'],
  ] as const) {
    const rest = 'export const n = 1;\n';
    it(`takes a complete file with ${what} of one name`, async () => {
      const after = text.replace('run() {}', 'run() {}, stop() {}'.replace(text.includes('= {') ? '' : ',', ''));
      assert.deepEqual(await accepted(fence('a.ts', (after + rest).trimEnd()), { files: { 'a.ts': text + rest } }), {
        'a.ts': `${after}${rest}`,
      });
    });

    it(`does not replace ${what} by one of the two`, async () => {
      const [first = ''] = text.split(/\n(?=export)/);
      const [evidence] = await refused(fence('a.ts', first), { files: { 'a.ts': text + rest } });
      assert.match(JSON.stringify(evidence), /would lose `n`/);
    });
  }

  it('still misses a method of a class with an interface of its name', async () => {
    const text = 'export class A {\n  run() {}\n  stop() {}\n}\nexport interface A {\n  own: string;\n}\n';
    const [evidence] = await refused(fence('a.ts', text.replace('  stop() {}\n', '')), { files: { 'a.ts': text } });
    assert.match(JSON.stringify(evidence), /would lose `A\.stop`/);
  });

  it('replaces all overloads of a function', async () => {
    const before =
      'export function a(x: string): void;\nexport function a(x: number): void;\nexport function a(): void {}\n';
    const after = 'export function a(x: string): void;\nexport function a(): void {}';
    const rest = 'export const b = 1;\n';
    assert.deepEqual(await accepted(fence('a.ts', after), { files: { 'a.ts': before + rest } }), {
      'a.ts': `${after}\n${rest}`,
    });
  });

  for (const [what, text, lost] of [
    ['two of its declarations', `${NEW_PARSE}\n\n${LOAD}`, /`save`/],
    ['a declaration and a new one', `${NEW_PARSE}\n\nexport const other = 1;`, /`load`, `save`/],
    ['an honest comment at its end', `${NEW_PARSE}\n\n${READ}\n// The end.`, /`load`, `save`/],
    ['a declaration that is no longer exported', NEW_PARSE.replace('export ', ''), /can't be put in place alone/],
    ['an import that the file does not have', `import x from 'x';\n${NEW_PARSE}`, /import x from 'x'/],
    ['a helper unused', `${NEW_PARSE}\n\n${LOAD}\n\n${SAVE}`, /`read`/],
    ['only a method', 'parse(text: string): number {\n  return 1;\n}', /`load`, `save`/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const [message = ''] = await refused(bare(text), situation);
      assert.match(message, /^excerpt: The code for src\/config\.ts on line 1 /);
      assert.match(message, lost);
      assert.match(message, /SEARCH\/REPLACE/);
    });
  }

  it('refuses lost methods of a class and handlers of an object', async () => {
    const file =
      'export class Cart {\n  total(): number { return 1; }\n  private net(): void {}\n  add(): void {}\n}\n';
    const less = 'export class Cart {\n  total(): number { return 2; }\n}';
    assert.match((await refused(fence('a.ts', less), { files: { 'a.ts': file } })).join(), /^excerpt: .*`Cart\.add`/);
    const same = 'export class Cart {\n  total(): number { return 2; }\n  add(): void {}\n}';
    assert.deepEqual(await accepted(fence('a.ts', same), { files: { 'a.ts': file } }), { 'a.ts': `${same}\n` });
  });

  it('refuses most of the statements of a script, and exports of CommonJS', async () => {
    const routes = "app.get('/a', a);\napp.get('/b', b);\napp.get('/c', c);\napp.listen(1);\n";
    assert.match(
      (await refused(fence('a.ts', "app.get('/a', a2);"), { files: { 'a.ts': routes } })).join(),
      /^excerpt/,
    );
    const common = 'exports.a = 1;\nmodule.exports.b = 2;\n';
    assert.match(
      (await refused(fence('a.cjs', 'exports.b = 2;\nexports.c = 3;'), { files: { 'a.cjs': common } })).join(),
      /`a`/,
    );
  });

  it('takes away what the task names, and what moves to another file of the reply', async () => {
    const without = `import { join } from 'node:path';\n\n${PARSE}\n\n${READ}\n\n${LOAD}`;
    for (const task of ['Remove save.', 'Inline the save function', 'Rename save to store']) {
      assert.ok(await accepted(bare(without), { ...situation, task }), task);
    }
    const left = `export { save } from './save';\n${without}`;
    const moved = `${fence('src/config.ts', left)}\n${fence('src/save.ts', SAVE)}`;
    assert.ok(await accepted(moved, situation));
    const unexported = `${fence('src/config.ts', without)}\n${fence('src/save.ts', SAVE)}`;
    assert.ok(await accepted(unexported, situation));
  });

  it('takes a helper away that the code around it no longer needs', async () => {
    const inlined = CONFIG.replace(`${READ}\n\n`, '').replace('parse(read())', "parse('1')");
    assert.deepEqual(await accepted(fence('src/config.ts', inlined.trimEnd()), situation), {
      'src/config.ts': inlined,
    });
    const imported = CONFIG.replace(READ, "import { read } from './read';");
    assert.deepEqual(await accepted(fence('src/config.ts', imported.trimEnd()), situation), {
      'src/config.ts': imported,
    });
  });

  it('takes a helper that moves into the code that needs it', async () => {
    for (const inner of [READ.split('\n').join('\n  '), "const read = () => '1';"]) {
      const moved = CONFIG.replace(`${READ}\n\n`, '').replace(
        'return parse(read())',
        `${inner}\n  return parse(read())`,
      );
      assert.notEqual(moved, CONFIG);
      assert.deepEqual(await accepted(fence('src/config.ts', moved.trimEnd()), situation), { 'src/config.ts': moved });
    }
  });

  it('counts only what the person had, not what an earlier attempt added', async () => {
    const current = {
      'src/config.ts': `${CONFIG}export const extra = 1;\n`,
      'src/new.ts': 'export const a = 1;\nexport const b = 1;\n',
    };
    assert.ok(await accepted(fence('src/config.ts', CONFIG.replace(PARSE, NEW_PARSE)), { ...situation, current }));
    assert.ok(await accepted(fence('src/new.ts', 'export const a = 2;'), { ...situation, current }));
  });

  it('takes honest comments that sound as if something were left out', async () => {
    const comments = [
      '// keep the previous page on screen while the next one loads...',
      '// the other currencies are unchanged',
      '// ... and everything behind it is ignored',
      '// existing code paths call this twice',
      '// same as before, but without blanks',
    ];
    for (const comment of comments) {
      const after = CONFIG.replace(PARSE, NEW_PARSE.replace('  return', `  ${comment}\n  return`));
      assert.deepEqual(await accepted(fence('src/config.ts', after.trimEnd()), situation), { 'src/config.ts': after });
      const edit = block('src/config.ts', '  return Number(text);', `  ${comment}\n  return Number(text.trim());`);
      assert.deepEqual(await accepted(edit, situation), { 'src/config.ts': after });
    }
  });

  it('takes comments about the new code below them, where less code comes than goes', async () => {
    const long = `export function f(): void {\n${Array.from({ length: 9 }, (_, at) => `  step${at}();\n`).join('')}}\n`;
    for (const comment of [
      '// Match handler',
      '// Parse options',
      '// Add the routes of this group, as they are the same for every other host that is known',
      '// This maintains the previous behavior before signals were merged',
      '// Without a signal, use the last one.\n  // This keeps what callers of the other function rely on today',
    ]) {
      const text = `export function f(): void {\n  ${comment}\n  const match = steps();\n  match.run();\n}\n`;
      assert.deepEqual(
        await accepted(fence('a.ts', text.trimEnd()), { files: { 'a.ts': long } }),
        { 'a.ts': text },
        comment,
      );
    }
  });

  it('takes a sentence that goes on from the line above, whatever its last words are', async () => {
    const before =
      'export type Take<T, N> = T extends [...infer Left, infer Last]\n  ? [...Take<Left, N>, Last]\n' +
      '  : T extends []\n    ? N\n    : never;\n';
    const after = [
      'export type Take<T, N> = T extends [infer Head, ...infer Rest]',
      '  ? // For each element we either take it or skip it, and recurse over',
      '    // the rest.',
      '    [Head, ...Take<Rest, N>] | Take<Rest, N>',
      '  : never;',
    ].join('\n');
    const code = await accepted(fence('a.ts', after), { files: { 'a.ts': before } });
    assert.deepEqual(code, { 'a.ts': `${after}\n` });
    const long = `export function f(): void {\n${Array.from({ length: 9 }, (_, at) => `  step${at}();\n`).join('')}}\n`;
    for (const comment of [
      '  const made = steps(); // The server of a test gives us\n  // the other options',
      '  const made = steps();\n  // We make a copy, because what is connected\n' +
        '  // may be the same object, and then defining it fails\n' +
        '  // hence a new one is made\n',
    ]) {
      const text = `export function f(): void {\n${comment}\n  made.run();\n}`;
      assert.ok(await accepted(fence('a.ts', text), { files: { 'a.ts': long } }), comment);
    }
  });

  it('takes a label above code that was rewritten line by line', async () => {
    const before = 'export function f(a: string[]): string {\n  const first = a[0];\n  return first + a.slice(1);\n}\n';
    for (const comment of ['// everything else', '// the rest', '// other items', '// existing items']) {
      const after = before
        .replace('= a[0]', '= a.at(0) ?? ""')
        .replace('  return first + a.slice(1)', `  ${comment}\n  const others = a.slice(1);\n  return first + others`);
      assert.deepEqual(
        await accepted(fence('a.ts', after.trimEnd()), { files: { 'a.ts': before } }),
        { 'a.ts': after },
        comment,
      );
    }
  });

  it('refuses the same words beside new code where lines are gone without another in their place', async () => {
    const before = 'export function f(): void {\n  one();\n  two(3);\n  three(4);\n  four();\n}\n';
    for (const comment of ['// everything else', '// the rest', '// other code unchanged']) {
      for (const code of [`  begin();\n  ${comment}\n  end();`, `  begin(); // now\n  ${comment}`]) {
        const text = `export function f(): void {\n  one();\n${code}\n  four();\n}`;
        assert.match((await refused(fence('a.ts', text), { files: { 'a.ts': before } })).join(), /^elided/, text);
      }
    }
  });

  it('refuses such comments where they take the place of code', async () => {
    const long = 'export function f(): void {\n  one();\n  two();\n  three();\n  four();\n}\n';
    for (const comment of [
      '// etc.',
      '// (omitted for brevity)',
      '// same as before',
      '// and so on...',
      '// handle code',
      '// two() and three() stay,\n  // other code unchanged',
      '/* other code unchanged */',
      '// the remaining steps of this function are as they were in the version above',
    ]) {
      const text = `export function f(): void {\n  one();\n  ${comment}\n}`;
      assert.match((await refused(fence('a.ts', text), { files: { 'a.ts': long } })).join(), /^elided/, comment);
      const edit = block('a.ts', '  one();\n  two();\n  three();', `  one();\n  ${comment}`);
      assert.match((await refused(edit, { files: { 'a.ts': long } })).join(), /^elided/, comment);
    }
  });
});

describe('other whole files that would lose most of their text', () => {
  const page = Array.from({ length: 20 }, (_, index) => `Line ${index} of the page.`).join('\n');
  for (const [path, before, after] of [
    ['README.md', `# A\n${page}\n`, '# A\nLine 3 of the page, better.'],
    [
      'package.json',
      '{ "name": "a", "scripts": { "test": "x" }, "type": "module" }\n',
      '{ "scripts": { "test": "y" } }',
    ],
    [
      'App.vue',
      '<script setup>\nconst a = 1;\n</script>\n<template>\n  <p />\n</template>\n',
      '<template>\n  <b />\n</template>',
    ],
    ['a.css', `${page.replaceAll('Line', '.a { x: 1 } /*').replaceAll('page.', 'page */')}\n`, '.a { x: 2 }'],
  ] as const) {
    it(`refuses it for ${path}`, async () => {
      assert.match(
        (await refused(`\`\`\`\`text ${path}\n${after}\n\`\`\`\``, { files: { [path]: before } })).join(),
        /^excerpt/,
      );
    });
  }

  it('takes a page that is rewritten, shortened on request, or grows', async () => {
    const files = { 'README.md': `# A\n${page}\n` };
    const rewritten = page.replaceAll('Line', 'Row');
    assert.ok(await accepted(`\`\`\`md README.md\n${rewritten}\n\`\`\``, { files }));
    assert.ok(await accepted('```md README.md\n# A\n```', { files, task: 'Strip README.md to its title' }));
  });

  it('takes JSON with the same values in another layout, but not with most of them gone', async () => {
    const value = { name: 'a', version: '1.0.0', list: [1, 2, 3, 4, 5, 6, 7, 8, 9] };
    const files = { 'data.json': `${JSON.stringify(value, null, 2)}\n` };
    const reply = (data: object): string => `\`\`\`json data.json\n${JSON.stringify(data)}\n\`\`\``;
    assert.ok(await accepted(reply({ ...value, version: '2.0.0' }), { files }));
    assert.match((await refused(reply({ ...value, list: [1] }), { files })).join(), /^excerpt/);
  });

  const HELPERS = 'export type Deep<T> = T[];\nexport type Flat<T> = T;\nexport type One<T> = [T];\n';
  const USER = "import type { Deep, Flat } from './helpers';\n\nexport type Rows = Deep<Flat<string>>;\n";
  const NEW_USER = "import type { Flat } from './helpers';\n\nexport type Rows = readonly Flat<string>[];\n";
  const NEW_HELPERS = 'export type Flat<T> = T;\nexport type One<T> = [T];\n';
  const both = `${fence('src/helpers.ts', NEW_HELPERS.trimEnd())}\n${fence('src/rows.ts', NEW_USER.trimEnd())}`;
  const deep = { 'src/helpers.ts': HELPERS, 'src/rows.ts': USER };

  it('may lose an export that only code of the reply used and no longer does', async () => {
    const after = { 'src/helpers.ts': NEW_HELPERS, 'src/rows.ts': NEW_USER };
    assert.deepEqual(await accepted(both, { files: deep }), after);
    const edits = [
      block('src/rows.ts', USER.split('\n', 1)[0] ?? '', NEW_USER.split('\n', 1)[0] ?? ''),
      block('src/rows.ts', 'export type Rows = Deep<Flat<string>>;', 'export type Rows = readonly Flat<string>[];'),
    ];
    const mixed = [fence('src/helpers.ts', NEW_HELPERS.trimEnd()), ...edits].join('\n');
    assert.deepEqual(await accepted(mixed, { files: deep }), after);
  });

  it('may name what `export *` stood for, or take it from a file that the reply renames', async () => {
    const files = { 'src/json/index.ts': "export * from './json';\n", 'src/json/json.ts': HELPERS };
    const index = (text: string): string => fence('src/json/index.ts', text);
    const named = "export { type Deep, type Flat, type One } from './json';";
    assert.deepEqual(await accepted(index(named), { files }), { 'src/json/index.ts': `${named}\n` });
    const moved = `${index("export * from './text';")}\n${fence('src/json/text.ts', HELPERS.trimEnd())}`;
    assert.ok(await accepted(moved, { files }));
    const less = await refused(index("export { type Deep, type Flat } from './json';"), { files });
    assert.match(less.join(), /^excerpt: .*lose `One`, which/);
    assert.match(
      (await refused(index("export * from './text';"), { files })).join(),
      /^excerpt: .*`Deep`, `Flat`, `One`/,
    );
    const odd = { files: { 'src/index.ts': "export * from './a';\nexport * from 'other';\n", 'src/a.ts': HELPERS } };
    assert.match((await refused(fence('src/index.ts', "export * from './a';"), odd)).join(), /\* from other/);
  });

  it('may lose an export whose name another module has for something else', async () => {
    const files = { ...deep, 'src/other.ts': 'type Deep = 1;\nexport const d: Deep = 1;\n' };
    await assert.doesNotReject(accepted(both, { files }));
  });

  it('may lose an export that only the rest of its file used and no longer does', async () => {
    const before = 'export const _kebab = (a: string): string => a;\nexport const kebab = (a: string) => _kebab(a);\n';
    const after = 'export const kebab = (a: string): string => a;\n';
    const files = { 'src/text.ts': before, 'src/index.ts': "export { kebab } from './text';\n" };
    assert.deepEqual(await accepted(fence('src/text.ts', after.trimEnd()), { files }), { 'src/text.ts': after });
  });

  for (const [what, more] of [
    ['another file uses it', { 'src/other.ts': "import type { Deep } from './helpers';\nexport type O = Deep<1>;\n" }],
    ['a test uses it', { 'test/helpers.test.ts': "import type { Deep } from '../src/helpers';\nlet a: Deep<1>;\n" }],
    ['the documentation names it', { 'README.md': 'Use `Deep` for lists.\n' }],
    ['all exports of the file are passed on', { 'src/index.ts': "export * from './helpers.js';\n" }],
    ['the package is loaded through the file', { 'package.json': '{ "exports": { "./h": "./src/helpers.ts" } }\n' }],
    ['a build starts there', { 'tsup.config.ts': "export default { entry: ['src/helpers.ts'] };\n" }],
  ] as const)
    it(`does not lose an export where ${what}`, async () => {
      const [evidence] = await refused(both, { files: { ...deep, ...more } });
      assert.match(JSON.stringify(evidence), /excerpt: .*would lose `Deep`/);
    });

  it('does not lose an export that nothing used, that the reply still uses, or that goes with its user', async () => {
    const alone = fence('src/helpers.ts', NEW_HELPERS.trimEnd());
    await refused(alone, { files: { 'src/helpers.ts': HELPERS } });
    await refused(alone, { files: deep });
    await refused(`${alone}\n${fence('src/rows.ts', `${USER.trimEnd()} // new`)}`, { files: deep });
    const pair = 'export type A = B[];\nexport type B = string | A;\nexport type C = 1;\nexport type D = 2;\n';
    await refused(fence('src/pair.ts', 'export type C = 1;\nexport type D = 2;'), { files: { 'src/pair.ts': pair } });
  });
});
