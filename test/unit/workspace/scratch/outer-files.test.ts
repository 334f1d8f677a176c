import assert from 'node:assert/strict';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { openScratch } from '../../../../src/engine/workspace/scratch/open-scratch';
import { takeSnapshot } from '../../../../src/engine/workspace/take-snapshot';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const signal = new AbortController().signal;
const FILES = {
  '.gitignore': 'node_modules\n',
  'package.json': '{"name":"root","type":"module","workspaces":["packages/*"]}',
  'tsconfig.base.json': '{ "extends": "./config/strict.json" }',
  'config/strict.json': '{}',
  'config/unused.json': '{}',
  'vitest.shared.js': "import './config/setup.js';\nexport default {};",
  'config/setup.js': "import '../packages/a/src/one.js';",
  'config/ca.pem': 'secret',
  '.env': 'A=1',
  'packages/shared/package.json': '{"name":"shared"}',
  'packages/shared/src/money.ts': "import '../../../../outside.js';",
  'packages/a/package.json': '{"name":"a"}',
  'packages/a/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }',
  'packages/a/vitest.config.js': "import shared from '../../vitest.shared.js';\nexport default shared;",
  'packages/a/src/one.js':
    "import '../../shared/src/money.js';\nread('../../../config/ca.pem', '../../../.env', '../../..');",
  'packages/a/.babelrc': '{ "extends": "../../babel.base.json" }',
  'babel.base.json': '{}',
  'node_modules/dep/index.js': '',
  'packages/a/node_modules/own/index.js': '',
};

describe('a folder of a repository that is the workspace', () => {
  let repository: TempWorkspace;
  let baseDir: string;
  beforeEach(async () => {
    repository = await tempWorkspace(FILES);
    repository.git('init', '-q');
    baseDir = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-outer-')));
  });
  afterEach(async () => {
    await repository.remove();
    await rm(baseDir, { recursive: true, force: true });
  });
  const open = async () => {
    const snapshot = await takeSnapshot(join(repository.root, 'packages/a'), new Map(), signal);
    return openScratch(snapshot, { baseDir, log: () => undefined }, signal);
  };

  it('finds in its copy what its files reach above it, over several files, and how to read these', async () => {
    const before = await repository.fingerprint();
    const { dir, home = '' } = await open();
    assert.equal(relative(home, dir), join('packages', 'a'));
    const found = [
      'tsconfig.base.json',
      'config/strict.json',
      'vitest.shared.js',
      'config/setup.js',
      'babel.base.json',
      'packages/shared/src/money.ts',
      'packages/shared/package.json',
      'package.json',
    ];
    for (const path of found) {
      const place = join(dir, '../..', path);
      assert.equal(readFileSync(place, 'utf8'), FILES[path as keyof typeof FILES], path);
      assert.ok(lstatSync(place).isFile());
    }
    assert.deepEqual(await repository.fingerprint(), before);
  });

  it('gets nothing else, no secrets, and its packages as before', async () => {
    const { dir } = await open();
    for (const path of ['config/unused.json', 'config/ca.pem', '.env', 'packages/shared/none.ts'])
      assert.ok(!existsSync(join(dir, '../..', path)), path);
    assert.ok(existsSync(join(dir, 'node_modules/own/index.js')));
    assert.ok(existsSync(join(dir, '../../node_modules/dep/index.js')));
  });

  it('has no file above it where it is a repository itself, or in none', async () => {
    await mkdir(join(repository.root, 'packages/a/.git'));
    const { dir, home = '' } = await open();
    assert.equal(relative(home, dir), 'a');
    assert.ok(!existsSync(join(home, 'tsconfig.base.json')));
  });

  it('restores what a suite changes above it, and takes all along when it is deleted', async () => {
    const copy = await open();
    const place = join(copy.dir, '../../tsconfig.base.json');
    await rm(place);
    await copy.sync(new Map([['src/one.js', '1']]), signal);
    assert.ok(existsSync(place));
    assert.equal(readFileSync(join(copy.dir, 'src/one.js'), 'utf8'), '1');
    await copy.dispose();
    assert.ok(!existsSync(copy.home ?? copy.dir));
  });
});
