import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { guard } from '../../../src/engine/guard/guard';
import { RULES } from '../../../src/engine/guard/rules';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { snapshotOf } from '../reply/support';
import { EXAMPLES, type GuardExample, pageExample, WORKSPACE } from './rule-examples';

describe("the guard's rules", () => {
  let root: string;
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-guard-rules-')));
  });
  afterEach(() => rm(root, { recursive: true }));

  const refusedBy = async ({ change, links = {} }: GuardExample): Promise<(string | undefined)[]> => {
    for (const [link, folder] of Object.entries(links)) {
      await mkdir(join(root, folder), { recursive: true });
      await symlink(folder, join(root, link));
    }
    const candidate = createCandidate(new Map(Object.entries(change)));
    const found = await guard(candidate, snapshotOf(WORKSPACE, root), { allow: NO_PERMISSIONS });
    return found.map(({ code }) => code);
  };

  for (const { id } of RULES) {
    it(`${id}: refuses its example`, async () => {
      assert.deepEqual(await refusedBy(EXAMPLES[id].refused), [id]);
    });

    it(`${id}: lets the honest look-alike through`, async () => {
      assert.deepEqual(await refusedBy(EXAMPLES[id].allowed), []);
    });

    it(`${id}: has both examples on its page`, () => {
      const page = pageExample(id);
      for (const kind of ['refused', 'allowed'] as const) {
        const { what, change } = EXAMPLES[id][kind];
        for (const part of [what, ...Object.keys(change)]) assert.ok(page[kind].includes(part), part);
      }
    });
  }

  it('each have an id of their own and say in one sentence what they refuse', () => {
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
    assert.deepEqual(Object.keys(EXAMPLES).sort(), RULES.map(({ id }) => id).sort());
    for (const { id, summary, appliesTo } of RULES) {
      assert.match(id, /^[a-z]+(?:-[a-z]+)*$/);
      assert.match(summary, /^Refuses .*[^.]\.$/, id);
      assert.notEqual(appliesTo, '', id);
    }
  });

  it('have no page under an unknown id', () => {
    assert.throws(() => pageExample('no-such-rule'), /no rule "no-such-rule"/);
  });
});
