import assert from 'node:assert/strict';
import { readPackages } from '../../../../src/engine/workspace/packages/packages';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

describe('the projects of nx', () => {
  let workspace: TempWorkspace;
  afterEach(() => workspace.remove());

  it('have what their targets run as scripts, in the order in which nx looks', async () => {
    const json = JSON.stringify;
    workspace = await tempWorkspace({
      'package.json': json({ workspaces: ['packages/*'] }),
      'nx.json':
        '{ // plugins\n"plugins": ["@nx/jest/plugin", ' +
        '{ "plugin": "@nx/vite/plugin", "options": { "testTargetName": "unit" } }] }',
      'packages/a/package.json': json({ name: '@x/a', scripts: { test: 'mocha' } }),
      'packages/b/package.json': json({ name: '@x/b', scripts: { build: 'tsc' } }),
      'packages/b/jest.config.ts': '',
      'packages/b/vite.config.mts': '',
      'libs/c/project.json': json({
        name: 'c',
        targets: {
          test: { executor: '@nx/jest:jest', options: { jestConfig: 'libs/c/jest.config.ts' } },
          unit: { executor: '@nx/vite:test', options: {} },
          e2e: { executor: '@nx/playwright:playwright', options: { config: '{projectRoot}/pw.ts' } },
          script: { executor: 'nx:run-script', options: { script: 'check' } },
          run: { executor: 'nx:run-commands', options: { commands: ['one', { command: 'two' }], cwd: 'libs/c' } },
          short: { command: 'node --test' },
          unknown: { executor: '@other/plugin:test', options: { command: 'x' } },
          broken: 7,
        },
      }),
      'libs/deep/er/project.json': '{}',
      'node_modules/x/project.json': '{}',
      'dist/libs/project.json': '{}',
      'libs/bad/project.json': '{ "targets": [',
    });
    const found = await readPackages(workspace.root).projects();
    assert.deepEqual(
      found.map(({ dir, name, scripts }) => [dir, name, scripts]),
      [
        ['libs/bad', 'bad', {}],
        [
          'libs/c',
          'c',
          {
            test: 'jest --config ../../libs/c/jest.config.ts',
            unit: 'vitest run',
            e2e: 'playwright test --config ../../libs/c/pw.ts',
            script: 'npm run check',
            run: 'cd ../../libs/c && one && two',
            short: 'cd ../.. && node --test',
          },
        ],
        ['libs/deep/er', 'er', {}],
        ['packages/a', '@x/a', { test: 'mocha' }],
        ['packages/b', '@x/b', { test: 'jest', unit: 'vitest run', build: 'tsc' }],
      ],
    );
  });
});
