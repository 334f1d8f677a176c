import assert from 'node:assert/strict';
import { NO_PERMISSIONS } from '../../../../src/engine/contract/task';
import { gatherContext } from '../../../../src/engine/prompt/context/gather-context';
import { namedFolders } from '../../../../src/engine/prompt/context/named/named-folders';
import { codeFinder } from '../../../support/code-finder';
import { memorySnapshot } from '../../../support/fakes';

/** A function that says the words of the request more often than the one that has the name. */
const user = (at: number): string =>
  `export function releaseTypeOf${at}(releases) {\n` +
  '  const highestReleaseType = getHighestReleaseType(releases);\n'.repeat(12) +
  `  return wrongTypeOfHighestRelease(${at}, highestReleaseType);\n}\n`;
const OWN = 'export function getHighestReleaseType(all) {\n  return all.length === 0 ? undefined : all[0];\n}\n';
/** It is no declaration of its own, because what holds it is short. */
const MEMBER = 'policyIfCacheable() {\n      return this.age === 0 ? null : this;\n    },';
const FILES: Readonly<Record<string, string>> = {
  'package.json': '{"name":"plan","workspaces":["packages/*"]}',
  'packages/skip/package.json': '{"name":"@plan/should-skip"}',
  'packages/skip/src/index.ts': 'export function isLeftOut(item) {\n  return item.isPrivate && !item.version;\n}\n',
  'src/policy.ts': `export function newPolicy() {\n  return {\n    age: 0,\n    ${MEMBER}\n  };\n}\n`,
  'src/policies.ts': `export interface Policy {\n  policyIfCacheable(): Policy | null;\n}\n`,
  'src/utils.ts': `${OWN}\nexport class Plan {\n  merge(other) {\n    return other;\n  }\n}\n`,
  ...Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`src/releases/type${at}.ts`, user(at)])),
  ...Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [
      `src/private/version${at}.ts`,
      `export function skipPrivate${at}(item) {\n${'  item.skip = item.isPrivate && item.version;\n'.repeat(12)}}\n`,
    ]),
  ),
};

/** What changed with such words before is likelier than any other file. */
const OFTEN_CHANGED = Array.from({ length: 10 }, (_, at) => ({
  path: `src/releases/type${at}.ts`,
  score: 1 - at / 20,
}));

const partsFor = async (text: string, together: readonly { path: string; score: number }[] = []) => {
  const { parts } = await gatherContext(
    { kind: 'generate', text, files: [], allow: NO_PERMISSIONS },
    {
      snapshot: memorySnapshot(FILES),
      checker: { exportedTypes: async () => [], ...codeFinder(FILES) },
      evidence: [],
      history: { rank: async () => [...together], lines: async () => () => 0 },
    },
    new AbortController().signal,
  );
  return parts;
};

describe('code that a request names', () => {
  for (const text of [
    'getHighestReleaseType returns the wrong type of releases',
    'fix(releases): the type of `getHighestReleaseType()` is wrong for a release',
    'TypeError in getHighestReleaseType(releases): wrong release type',
  ])
    it(`is shown whole, whatever else matches the words: ${text}`, async () => {
      const [first] = await partsFor(text, OFTEN_CHANGED);
      assert.match(first?.title ?? '', /^src\/utils\.ts/);
      assert.equal(first?.why, 'getHighestReleaseType is named in the request');
      assert.ok(first?.text.includes(OWN.trim()));
    });

  for (const text of ['policyIfCacheable returns one for the age 0', 'Plan.merge(other) of a release type is wrong'])
    it(`is shown with the short object or class that has it: ${text}`, async () => {
      const parts = (await partsFor(text)).filter(({ why }) => why.endsWith(' is named in the request'));
      const shown = parts.map((part) => part.text).join('\n');
      assert.ok(shown.includes(text.startsWith('Plan') ? 'merge(other) {' : MEMBER), shown);
    });

  for (const text of [
    '@plan/should-skip keeps private packages without a version, skip them',
    'packages/skip/src: private packages without a version are kept, skip them',
    'skip private packages without a version in packages\\skip.',
  ])
    it(`is preferred in a folder: ${text}`, async () => {
      const [first] = await partsFor(text);
      assert.deepEqual(
        [first?.title, first?.why],
        ['packages/skip/src/index.ts', 'in a folder that the request names'],
      );
    });

  it('is no folder where a plain word or a part of a path has its name', () => {
    const manifests = new Map([
      ['package.json', '{"name":"my-plan"}'],
      ['packages/core/package.json', '{"name":"core"}'],
      ['packages/a/package.json', '{"name":"@x/a"}'],
    ]);
    const files = ['packages/core/src/a.ts', 'packages/a/b.ts'];
    assert.deepEqual(namedFolders('my-plan: core of @x/a-b and and/or', files, manifests), []);
    assert.deepEqual(namedFolders('use @x/a, then packages/core/src.', files, manifests), [
      'packages/a',
      'packages/core/src',
    ]);
  });
});
