import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { findings } from './support';

const ROOT = resolve(__dirname, '../../..');
/** Sources and tests of this repository with helpers, tables, callbacks, overloads and processes in them. */
const FILES = [
  'src/engine/code/resolve-name.ts',
  'src/engine/run/run.ts',
  'src/cli/main.ts',
  'src/services/type-service.ts',
  'test/unit/typecheck/type-checker.test.ts',
  'test/unit/guard/guard.test.ts',
  'test/unit/run/run-lock.test.ts',
  'test/cli/bad-input.test.ts',
  'test/unit/integrity/refused/product/tampering.test.ts',
  'test/unit/call/call.test.ts',
];

describe('integrity of code that is only moved or reformatted', () => {
  for (const path of FILES) {
    it(`finds nothing: ${path}`, async () => {
      const text = readFileSync(resolve(ROOT, path), 'utf8');
      const printed = ts.createPrinter().printFile(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
      const moved = path.replace(/\/([^/]+)$/, '/moved/$1');
      for (const [how, after] of Object.entries({
        moved: { [path]: null, [moved]: text },
        printed: { [path]: printed },
        windows: { [path]: text.replaceAll('\n', '\r\n') },
        longer: { [path]: `${text}\nexport const more = 1;\n` },
      })) {
        assert.deepEqual(
          (await findings({ [path]: text }, after)).map(({ message }) => message),
          [],
          how,
        );
      }
    });
  }
});
