import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { createFiles } from '../../../../src/engine/typecheck/files/files';
import { createTempWorkspace, type TempWorkspace } from '../temp-workspace';

const NAMES = ['a.ts', 'b.ts', 'sub/a.ts', 'sub/deep/c.ts', 'other/d.ts'];
const FOLDERS = ['', 'sub', 'sub/deep', 'other', 'nowhere'];

const step = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    name: fc.constantFrom(...NAMES),
    text: fc.string({ maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('remove' as const), name: fc.constantFrom(...NAMES, 'sub') }),
  fc.record({
    kind: fc.constant('overlay' as const),
    files: fc.dictionary(fc.constantFrom(...NAMES), fc.option(fc.string({ maxLength: 3 }), { nil: null })),
  }),
);

describe('files', () => {
  let workspace: TempWorkspace;
  beforeEach(() => {
    workspace = createTempWorkspace({});
  });
  afterEach(() => workspace.dispose());

  it('always shows the disk as it is now, with the overlay over it', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        workspace.dispose();
        workspace = createTempWorkspace({ 'a.ts': 'first' });
        const { root } = workspace;
        const files = createFiles(true);
        let overlay = new Map<string, string | null>();
        for (const action of steps) {
          if (action.kind === 'write') workspace.write({ [action.name]: action.text });
          if (action.kind === 'remove' && existsSync(path.join(root, action.name))) workspace.remove(action.name);
          if (action.kind === 'overlay')
            overlay = new Map(Object.entries(action.files).map(([name, text]) => [path.join(root, name), text]));
          files.refresh(overlay);
          for (const name of NAMES) {
            const file = path.join(root, name);
            const over = overlay.get(file);
            const expected =
              over === undefined ? (existsSync(file) ? readFileSync(file, 'utf8') : undefined) : (over ?? undefined);
            assert.equal(files.read(file), expected, name);
            assert.equal(files.fileExists(file), expected !== undefined, name);
            assert.equal(files.version(file) === undefined, expected === undefined);
          }
          for (const folder of FOLDERS) {
            const at = path.join(root, folder);
            const over = [...overlay].filter(([file, text]) => text !== null && file.startsWith(`${at}/`));
            assert.equal(
              files.directoryExists(at),
              (existsSync(at) && statSync(at).isDirectory()) || over.length > 0,
              folder,
            );
            const names = NAMES.filter(
              (name) => path.dirname(path.join(root, name)) === at && files.fileExists(path.join(root, name)),
            );
            assert.deepEqual(files.entries(at).files, names.map((name) => path.basename(name)).sort(), folder);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('gives equal texts equal versions, from the disk or from the overlay', () => {
    workspace.write({ 'a.ts': 'same' });
    const file = path.join(workspace.root, 'a.ts');
    const files = createFiles(true);
    files.refresh(new Map());
    const version = files.version(file);
    files.refresh(new Map([[file, 'same']]));
    assert.equal(files.version(file), version);
    files.refresh(new Map([[file, 'other']]));
    assert.notEqual(files.version(file), version);
  });

  it('counts a change exactly when imports may resolve elsewhere', () => {
    workspace.write({ 'a.ts': '1', 'package.json': '{}', 'node_modules/p/index.d.ts': '' });
    const at = (name: string) => path.join(workspace.root, name);
    const files = createFiles(true);
    const refresh = (overlay: Record<string, string | null>) => {
      const before = { structure: files.structureVersion, packages: files.packagesVersion };
      files.refresh(new Map(Object.entries(overlay).map(([name, text]) => [at(name), text])));
      for (const name of ['a.ts', 'b.ts', 'package.json', 'node_modules/p/index.d.ts', 'node_modules/q/index.d.ts'])
        files.read(at(name));
      return [files.structureVersion !== before.structure, files.packagesVersion !== before.packages];
    };
    refresh({});
    assert.deepEqual(refresh({}), [false, false]);
    assert.deepEqual(refresh({ 'a.ts': 'edited' }), [false, false]);
    assert.deepEqual(refresh({ 'b.ts': 'new' }), [true, false]);
    assert.deepEqual(refresh({ 'b.ts': 'new, edited' }), [false, false]);
    assert.deepEqual(refresh({ 'a.ts': null, 'b.ts': 'x' }), [true, false]);
    refresh({});
    workspace.write({ 'package.json': '{"type":"module"}' });
    assert.deepEqual(refresh({}), [true, false]);
    assert.deepEqual(refresh({ 'package.json': '{"type":"commonjs"}' }), [true, false]);
    assert.deepEqual(refresh({ 'package.json': '{"type":"commonjs"}' }), [false, false]);
    assert.deepEqual(refresh({}), [true, false]);
    workspace.write({ 'node_modules/q/index.d.ts': '' });
    assert.deepEqual(refresh({}), [true, true]);
  });

  it('decodes as the compiler does', () => {
    const files = createFiles(true);
    const bytes = {
      'utf8.ts': Buffer.from('\ufeffä'),
      'le.ts': Buffer.from('\ufeffä', 'utf16le'),
      'be.ts': Buffer.from('\ufeffä', 'utf16le').swap16(),
    };
    for (const [name, content] of Object.entries(bytes)) {
      workspace.writeBytes(name, content);
      files.refresh(new Map());
      assert.equal(files.read(path.join(workspace.root, name)), 'ä', name);
    }
  });
});
