import assert from 'node:assert/strict';
import { GREEN } from '../../support/fakes';
import { play, whole } from '../../support/play-run';

describe('how much of the workspace a run shows', () => {
  it('is what was chosen: told in the event, given to what gathers the context, and recorded', async () => {
    const gathered: unknown[] = [];
    const recorded: unknown[] = [];
    const why = 'Straight away. Shows only the files in focus: solved 9 of 12 here.';
    const { events } = await play({
      replies: [whole('export const a = 2;')],
      verdicts: [GREEN],
      more: {
        memory: {
          choose: async () => ({ strategy: 'direct', recipe: 'focus', maxIterations: 3, why, recordedRuns: 12 }),
          record: async (run) => void recorded.push(run.recipe),
        },
        gatherContext: async ({ recipe }) => {
          gathered.push(recipe);
          return { parts: [], focus: ['src/a.ts'], shown: [] };
        },
      },
    });
    assert.deepEqual([gathered, recorded], [['focus'], ['focus']]);
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'strategy' ? [[event.recipe, event.why]] : [])),
      [['focus', why]],
    );
  });
});
