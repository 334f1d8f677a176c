import assert from 'node:assert/strict';
import * as compiler from 'typescript';
import { createModules } from '../../../../src/engine/code/reach/modules';
import { readModule } from '../../../../src/engine/code/reach/read-module';
import { reachedFrom } from './support';

const A = 'export function a() {}\nexport function other() {}\n';

/** What `use` reaches in a test that imports by `line`. */
const from = (files: Record<string, string>, line: string, use: string): string[] =>
  reachedFrom({ ...files, 'test.ts': `${line}\nit('x', async () => { ${use} });` }, 'x');

/** What compilers write for a name that is passed on. */
function getter(body: string): string {
  return `Object.defineProperty(exports, 'a', { enumerable: true, get: function () { ${body} } });\n`;
}

describe('what a name means', () => {
  it('follows barrels in a circle', () => {
    const files = {
      'index.ts': `export * from './b';`,
      'b.ts': `export * from './index';\nexport * from './a';`,
      'a.ts': A,
    };
    assert.deepEqual(from(files, `import { a } from './index';`, 'a();'), ['a.ts a']);
    assert.deepEqual(from(files, `import { gone } from './index';`, 'gone();'), []);
  });

  it('follows renamed exports and imports', () => {
    const files = {
      'index.ts': `import { a } from './a';\nexport { a as b };\nexport { a as c } from './a';`,
      'a.ts': A,
    };
    assert.deepEqual(from(files, `import { b as d } from './index';`, 'd();'), ['a.ts a']);
    assert.deepEqual(from(files, `import { c } from './index';`, 'c();'), ['a.ts a']);
  });

  it('follows namespaces of modules to the members that are used', () => {
    const files = { 'index.ts': `export * as ns from './a';`, 'a.ts': A };
    assert.deepEqual(from(files, `import { ns } from './index';`, 'ns.a();'), ['a.ts a']);
    assert.deepEqual(from(files, `import * as all from './a';`, 'all.a();'), ['a.ts a']);
    assert.deepEqual(from(files, `import * as all from './index';`, 'all.ns.a();'), ['a.ts a']);
    assert.deepEqual(from(files, `import * as all from './a';`, 'run(all);'), ['a.ts a', 'a.ts other']);
  });

  for (const [kind, text, name] of [
    ['function', 'export default function f() {}', 'f'],
    ['class without a name', 'export default class { }', 'default'],
    ['name', 'function f() {}\nexport default f;', 'f'],
    ['value', 'export default () => 1;', 'default'],
    ['renamed', 'function f() {}\nexport { f as default };', 'f'],
  ] as const)
    it(`follows a default export: ${kind}`, () => {
      const files = { 'a.ts': text, 'index.ts': `export { default as g } from './a';\nexport { default } from './a';` };
      for (const line of [`import h from './a';`, `import { g as h } from './index';`, `import h from './index';`])
        assert.deepEqual(from(files, line, 'h();'), [`a.ts ${name}`]);
    });

  for (const [kind, text, expected] of [
    ['an object of names', 'function a() {}\nfunction other() {}\nmodule.exports = { a, other };', 'a'],
    ['an object of other names', 'function inner() {}\nmodule.exports = { a: inner, other: 1 };', 'inner'],
    ['an object of functions', 'module.exports = {\n  a() {},\n  other() {},\n};', 'default.a'],
    ['properties', 'exports.a = function () {};\nexports.other = 1;', 'a'],
    ['module.exports.a', 'module.exports.a = () => 1;', 'a'],
  ] as const)
    it(`follows CommonJS: ${kind}`, () => {
      const files = { 'a.js': text };
      const names = expected.split(' ').map((name) => `a.js ${name}`);
      for (const [line, use] of [
        [`const { a } = require('./a');`, 'a();'],
        [`const lib = require('./a');`, 'lib.a();'],
        [`const b = require('./a').a;`, 'b();'],
        [`import lib from './a';`, 'lib.a();'],
        ['', `const { a } = require('./a'); a();`],
      ] as const)
        assert.deepEqual(from(files, line, use), names, line);
    });

  for (const [what, text, name] of [
    ['given to both names', 'exports = module.exports = a;\nfunction a() {}\nexports.other = 1;', 'a'],
    [
      'given to both names, the other way round',
      'module.exports = exports = a;\nfunction a() {}\nexports.other = 1;',
      'a',
    ],
    ['given a name of its own', 'const own = module.exports = function () {};\nown.other = 1;', 'own'],
    ['in brackets', "module['exports'] = a;\nfunction a() {}", 'a'],
  ] as const)
    it(`follows a module that is one function, ${what}`, () => {
      const found = from({ 'a.js': text }, `const lib = require('./a');`, 'lib(lib.other);');
      assert.ok(found.includes(`a.js ${name}`), found.join());
    });

  for (const [what, text] of [
    ['of an object with a name', 'var lib = exports = module.exports = {};\nlib.a = function () {};\nlib.other = 1;'],
    ['of a constant with a name', 'const lib = module.exports = {};\nlib.a = () => {};\nlib.other = 1;'],
    ['with two names', 'exports.b = exports.a = function () {};\nexports.other = 1;'],
    ['with a name of its own', 'const own = exports.a = function () {};\nexports.other = 1;'],
    ['in brackets', "exports['a'] = function () {};\nexports['other'] = 1;"],
    ['of a function', 'function lib() {}\nlib.a = function () {};\nlib.other = 1;\nmodule.exports = lib;'],
    ['of what another file exports', "module.exports = require('./inner');"],
    ['as compilers write them', `var inner_1 = require('./inner');\n${getter('return inner_1.a;')}`],
    ['that are loaded when they are asked for', getter("return require('./inner').a;")],
    [
      'in a loop',
      "var i = require('./inner');\nObject.keys(i).forEach(function (key) {\n  exports[key] = i[key];\n});",
    ],
  ] as const)
    it(`follows members of a module in the older format ${what}`, () => {
      const files = { 'lib.js': text, 'inner.js': 'exports.a = () => 1;\nexports.other = 1;' };
      for (const [line, use] of [
        [`const { a } = require('./lib');`, 'a();'],
        [`const all = require('./lib');`, 'all.a();'],
      ] as const) {
        const found = from(files, line, use).map((item) => item.split(' ')[1]);
        assert.ok(
          found.some((item) => /^(?:lib\.)?[ab]$|^own$/.test(item ?? '')),
          `${line} ${found.join()}`,
        );
        assert.ok(!found.some((item) => /other/.test(item ?? '')), `${line} ${found.join()}`);
      }
    });

  it('finds the members of an instance that is a module, which does not stand for it as a function would', () => {
    const text = "const Shop = require('./shop');\nconst shop = module.exports = new Shop();\nshop.open = true;";
    const files = { 'lib.js': text, 'shop.js': 'module.exports = class Shop {\n  total() {}\n  other() {}\n};' };
    const found = from(files, `const shop = require('./lib');`, 'shop.total();');
    assert.ok(found.includes('shop.js default.total') && !found.includes('shop.js default.other'), found.join());
    assert.equal(readModule(compiler, 'lib.js', text).exports.has('export='), false);
    assert.equal(readModule(compiler, 'lib.js', text.replace('new Shop()', '{}')).exports.has('export='), true);
  });

  it('follows a module that is one function or class', () => {
    const files = { 'a.js': 'class Cart {\n  total() {}\n  other() {}\n}\nmodule.exports = Cart;' };
    for (const line of [`const Cart = require('./a');`, `import Cart from './a';`, `import Cart = require('./a');`])
      assert.deepEqual(from(files, line, 'new Cart().total();'), ['a.js Cart.total'], line);
  });

  it('follows an index file in CommonJS', () => {
    const files = {
      'a.js': 'exports.a = () => 1;',
      'index.js': `exports.b = require('./a').a;\nexports.ns = require('./a');`,
    };
    assert.deepEqual(from(files, `const { b } = require('./index');`, 'b();'), ['a.js a']);
    assert.deepEqual(from(files, `const { ns } = require('./index');`, 'ns.a();'), ['a.js a']);
    for (const all of [
      `module.exports = { ...require('./a'), other: 1 };`,
      `const lib = require('./a');\nmodule.exports = { ...lib };`,
      `Object.assign(exports, require('./a'));`,
      `__exportStar(require('./a'), exports);`,
    ])
      assert.deepEqual(
        from({ ...files, 'index.js': all }, `const { a } = require('./index');`, 'a();'),
        ['a.js a'],
        all,
      );
  });

  it('follows an alias and a package of the workspace', () => {
    const files = {
      'src/lib/money.ts': A,
      'packages/core/package.json': '{"name":"@s/core","main":"dist/index.js","exports":{"./*":"./dist/*.js"}}',
      'packages/core/src/index.ts': `export * from './money';`,
      'packages/core/src/money.ts': A,
    };
    assert.deepEqual(from(files, `import { a } from '@/lib/money';`, 'a();'), ['src/lib/money.ts a']);
    for (const specifier of ['@s/core', '@s/core/money'])
      assert.deepEqual(from(files, `import { a } from '${specifier}';`, 'a();'), ['packages/core/src/money.ts a']);
  });

  for (const [what, specifier, source, more] of [
    ['an alias that stands for a folder', '$lib', 'src/lib/index.ts', {}],
    ['an alias with a name that stands for a folder', '@core', 'src/core/index.ts', {}],
    ['an alias of all sources', '@', 'src/index.ts', { 'lib/index.ts': 'export const a = 1;' }],
    ['a file for one of several platforms', './row', 'row.ios.tsx', {}],
    ['a folder of CommonJS', './lib', 'lib/index.cts', {}],
    ['a folder that is a dependency', 'kore', 'packages/core/src/index.ts', { dependencies: 'file:packages/core' }],
    ['a linked folder', 'kore', 'packages/core/src/index.ts', { dependencies: 'link:./packages/core' }],
    ['a package under another name', 'kore', 'packages/core/src/index.ts', { dependencies: 'workspace:@s/core@*' }],
  ] as const)
    it(`follows ${what}`, () => {
      const { dependencies, ...others } = { dependencies: '', ...more };
      const files = {
        'package.json': JSON.stringify({ name: 'shop', dependencies: { kore: dependencies } }),
        'packages/core/package.json': '{"name":"@s/core","main":"dist/index.js"}',
        [source]: A,
        ...others,
      };
      assert.deepEqual(from(files, `import { a } from '${specifier}';`, 'a();'), [`${source} a`]);
    });

  it('follows what the configuration of the compiler and the manifest call a path', () => {
    const config = { compilerOptions: { paths: { '#lib': ['./src/money'], '#own/*': ['./src/*'], '*': ['types/*'] } } };
    const files = {
      'src/money.ts': A,
      'tsconfig.json': `// paths\n${JSON.stringify(config)}`,
      'src/inner.ts': A,
      'package.json': JSON.stringify({ imports: { '#in': { default: './dist/inner.js' }, '#in/*': './dist/*.js' } }),
    };
    for (const specifier of ['#lib', '#own/money', '#own/money.js'])
      assert.deepEqual(from(files, `import { a } from '${specifier}';`, 'a();'), ['src/money.ts a'], specifier);
    for (const specifier of ['#in', '#in/inner'])
      assert.deepEqual(from(files, `import { a } from '${specifier}';`, 'a();'), ['src/inner.ts a'], specifier);
    const two = {
      'a/tsconfig.json': '{"compilerOptions":{"baseUrl":"src","paths":{"@/*":["*"]}}}',
      'a/src/money.ts': 'export function b() {}',
      'tests/tsconfig.json': '{"compilerOptions":{"baseUrl":"..","paths":{"@/*":["src/*"]}}}',
      'src/money.ts': A,
      'a/src/use.ts': `import { b } from '@/money';\nexport const use = () => b();`,
    };
    assert.deepEqual(from(two, `import { use } from './a/src/use';`, 'use();'), [
      'a/src/use.ts use',
      'a/src/money.ts b',
    ]);
  });

  it('follows index files of packages that pass each other on in a circle', () => {
    const core = { name: '@s/core', exports: { '.': { types: './src/index.ts', default: './dist/index.js' } } };
    const files = {
      'packages/core/package.json': JSON.stringify(core),
      'packages/core/src/index.ts': `export * from '@s/ui';\nexport * from './money';`,
      'packages/core/src/money.ts': A,
      'packages/ui/package.json': '{"name":"@s/ui","main":"dist/index.js"}',
      'packages/ui/src/index.ts': `export * from '@s/core';\nexport { a as b } from '@s/core';`,
    };
    for (const [name, specifier] of [
      ['a', '@s/core'],
      ['a', '@s/ui'],
      ['b', '@s/ui'],
      ['b', '@s/core'],
    ] as const)
      assert.deepEqual(
        from(files, `import { ${name} } from '${specifier}';`, `${name}();`),
        ['packages/core/src/money.ts a'],
        `${name} from ${specifier}`,
      );
    assert.deepEqual(from(files, `import { gone } from '@s/ui';`, 'gone();'), []);
  });

  it('follows modules that are loaded or replaced in the middle of the code', () => {
    const files = { 'a.ts': A };
    for (const use of [
      `const { a } = await import('./a'); a();`,
      `(await import('./a')).a();`,
      `const real = await vi.importActual<typeof A>('./a'); real.a();`,
      `vi.mock('./a', () => ({ a: () => 1 }));`,
      `const { a } = proxyquire('./a', { './gone': {} }); a();`,
      `const load = createRequire(import.meta.url); load('./a.ts').a();`,
      `require(path.join(__dirname, './a')).a();`,
      `new Worker(new URL('./a.ts', import.meta.url)).a();`,
      `const it = {} as import('./a').a;`,
    ])
      assert.deepEqual(from(files, '', use), ['a.ts a'], use);
  });

  it('follows a module that is imported for its effects', () => {
    const files = { 'setup.ts': `import { a } from './a';\nregister(a);`, 'a.ts': A };
    assert.deepEqual(from(files, `import './setup';`, ''), ['a.ts a']);
  });

  it('looks for each name once, though all modules import an index file of all modules', () => {
    const count = 60;
    const paths = Array.from({ length: count }, (_, at) => `m${at}.ts`);
    const files: Record<string, string> = {
      'all.ts': paths.map((path) => `export * from './${path.slice(0, -3)}';`).join('\n'),
      ...Object.fromEntries(
        paths.map((path, at) => {
          const names = paths.map((_, other) => `f${other}`).join(', ');
          return [path, `import { ${names} } from './all';\nexport function f${at}() { ${names}; }\n`];
        }),
      ),
    };
    let asked = 0;
    const read = new Map(Object.entries(files).map(([path, text]) => [path, readModule(compiler, path, text)]));
    const modules = createModules(
      (path) => read.get(path),
      (specifier) => {
        asked += 1;
        return { paths: [`${specifier.slice(2)}.ts`], known: true };
      },
    );
    for (const path of paths) {
      const module = modules.get(path);
      assert.ok(module);
      for (let other = 0; other < count; other += 1)
        assert.deepEqual(
          modules.meaningsOf(module, `f${other}`).map((meaning) => ('name' in meaning ? meaning.path : '')),
          [`m${other}.ts`],
        );
    }
    // Each module asks for the index file, and the index file for each module.
    assert.ok(asked <= 2 * count, String(asked));
  });
});
