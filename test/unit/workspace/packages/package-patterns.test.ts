import assert from 'node:assert/strict';
import { packagePatterns } from '../../../../src/engine/workspace/packages/package-patterns';

function patterns(files: Record<string, string>) {
  return packagePatterns('/w', (file) => files[file.slice('/w/'.length)]);
}

describe('packagePatterns', () => {
  it('reads both forms of npm workspaces', () => {
    assert.deepEqual(patterns({ 'package.json': '{"workspaces":["packages/*","./apps/web/"]}' }).include, [
      'packages/*',
      'apps/web',
    ]);
    assert.deepEqual(patterns({ 'package.json': '{"workspaces":{"packages":["libs/**"]}}' }).include, ['libs/**']);
  });

  it('reads the packages of pnpm, block or flow, and what they leave out', () => {
    const block = [
      '# top',
      'packages:',
      '  # ours',
      "  - 'packages/*' # all",
      '',
      '  - "apps/web"',
      '  - tools/x',
      "  - '!**/test/**'",
      'catalog:',
      '  - no',
      '',
    ].join('\n');
    assert.deepEqual(patterns({ 'pnpm-workspace.yaml': block }), {
      include: ['packages/*', 'apps/web', 'tools/x'],
      exclude: ['**/test/**'],
    });
    assert.deepEqual(patterns({ 'pnpm-workspace.yaml': `packages: ['a', "b/*"]\n` }).include, ['a', 'b/*']);
  });

  it('reads every way to write the list of pnpm', () => {
    for (const [yaml, include] of [
      ['packages: [a, b/*]\n', ['a', 'b/*']],
      ['packages: [\n  \'a\', # first\n  # none\n  "b/**",\n]\nother: [c]\n', ['a', 'b/**']],
      ["packages:\r\n- a\r\n- '{b,c}/*'\r\n", ['a', '{b,c}/*']],
      ['\ufeffpackages: # ours\n    - packages/{a,b}   # two\n', ['packages/{a,b}']],
      ['packages: []\n', []],
      ['packages:\ncatalog:\n  - a\n', []],
      ['catalog:\n  packages:\n    - a\n', []],
    ] as const) {
      assert.deepEqual(patterns({ 'pnpm-workspace.yaml': yaml }), { include, exclude: [] }, yaml);
    }
  });

  it('puts the patterns of both files together, each in its plain form', () => {
    assert.deepEqual(
      patterns({
        'package.json': '\ufeff{"workspaces":["./a/","!./a/old/"]}',
        'pnpm-workspace.yaml': 'packages: [./b/, "!b/old"]\n',
      }),
      { include: ['a', 'b'], exclude: ['a/old', 'b/old'] },
    );
  });

  it('finds none in files that are missing or broken', () => {
    for (const text of ['{', 'null', '[]', '{"workspaces":3}', '{"workspaces":[1,null]}']) {
      assert.deepEqual(patterns({ 'package.json': text }), { include: [], exclude: [] });
    }
    assert.deepEqual(patterns({}), { include: [], exclude: [] });
  });
});
