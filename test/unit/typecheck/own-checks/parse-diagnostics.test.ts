import assert from 'node:assert/strict';
import { parseDiagnostics } from '../../../../src/engine/typecheck/own-checks/parse-diagnostics';

const parse = (output: string) => parseDiagnostics(output, { cwd: '/copy/app', root: '/copy' });

describe('parseDiagnostics', () => {
  it('names the files of packages as they lie in the workspace, not in the mirror of its packages', () => {
    const mirrored = '../../../state/packages-6338203805c50b98/tree/app/node_modules/@types/node/ffi.d.ts';
    assert.deepEqual(
      parse(`${mirrored}(94,21): error TS1139: Type expected.\n`).map(({ path }) => path),
      ['app/node_modules/@types/node/ffi.d.ts'],
    );
  });

  it('reads what tsc prints, plain and for people', () => {
    const found = parse(
      "src/a.ts(2,14): error TS2322: Type 'string' is not assignable.\n  Because of this.\n" +
        'error TS5051: Option x.\n' +
        '../b.ts:3:7 - error TS2345: Argument.\n\n3 const a = b;\n        ~\n\nFound 2 errors.\n',
    );
    assert.deepEqual(found, [
      {
        path: 'app/src/a.ts',
        line: 2,
        column: 14,
        code: 2322,
        message: "Type 'string' is not assignable.\n  Because of this.",
        category: 'error',
      },
      { path: '', line: 1, column: 1, code: 5051, message: 'Option x.', category: 'error' },
      { path: 'b.ts', line: 3, column: 7, code: 2345, message: 'Argument.', category: 'error' },
    ]);
  });

  it('reads what astro check prints, with messages of several lines', () => {
    const found = parse(
      "09:01:52 [check] Getting diagnostics\nsrc/pages/index.astro:6:19 - error ts(2322): Type 'number' is wrong.\n" +
        "  Property 'a' is missing.\n\n6 <Card title={3} />\n              ~~~~~\n" +
        "src/x.astro:4:7 - warning ts(6133): 'unused' is declared.\n\nResult (5 files): \n- 1 error\n",
    );
    assert.deepEqual(
      found.map(({ path, line, column, code, category, message }) => [path, line, column, code, category, message]),
      [
        ['app/src/pages/index.astro', 6, 19, 2322, 'error', "Type 'number' is wrong.\n  Property 'a' is missing."],
        ['app/src/x.astro', 4, 7, 6133, 'warning', "'unused' is declared."],
      ],
    );
  });

  it('reads the JSON lines of svelte-check; an error that is not TypeScript’s has the code 0', () => {
    const item = { type: 'ERROR', filename: 'src/App.svelte', start: { line: 2, character: 8 }, message: 'Wrong' };
    const line = (more: object) => `1795683705674 ${JSON.stringify({ ...item, ...more })}\n`;
    const found = parse(
      `1795683705673 START "/copy/app"\n${line({ code: 2322, source: 'ts' })}` +
        `${line({ code: 'expected_whitespace', type: 'WARNING' })}${line({ code: -1 })}17 {"type":"ERROR"}\n` +
        '1795683705674 COMPLETED 84 FILES 6 ERRORS 0 WARNINGS 3 FILES_WITH_PROBLEMS\n',
    );
    const place = { path: 'app/src/App.svelte', line: 3, column: 9, message: 'Wrong' };
    assert.deepEqual(found, [
      { ...place, code: 2322, category: 'error' },
      { ...place, code: 0, category: 'warning' },
      { ...place, code: 0, category: 'error' },
    ]);
  });
});
