import type { RunEvent } from '../../../engine/contract/events';
import { STAGE_WORDS } from '../../../engine/journal/words/words';
import type { Point } from '../../../panel/contract';

/** What the plots show: what each iteration left to do and what it cost. Iteration 0 is there if it cost something. */
export function pointsOf(events: readonly RunEvent[]): Point[] {
  const points: Point[] = [{ iteration: 0, stage: '', tokens: 0, costUsd: 0 }];
  let red: Pick<Point, 'findings' | 'stage'> = { findings: 0, stage: '' };
  const update = (change: (last: Point) => Partial<Point>): void => {
    const last = points.pop();
    if (last) points.push({ ...last, ...change(last) });
  };
  for (const event of events) {
    if (event.type === 'iteration-start') {
      red = { findings: 0, stage: '' };
      points.push({ iteration: event.iteration, stage: '', tokens: 0, costUsd: 0 });
    } else if (event.type === 'call-end')
      update(({ tokens, costUsd }) => ({
        tokens: tokens + event.inputTokens + event.outputTokens,
        costUsd: costUsd + event.costUsd,
      }));
    else if (event.type === 'stage-end' && !event.ok)
      red = { findings: Math.max(1, event.evidence.length), stage: STAGE_WORDS[event.stage].name };
    else if (event.type === 'verdict') {
      const { ok } = event;
      // A refused reply is a verdict of its stage without an end of it in some journals.
      const findings = ok ? 0 : Math.max(1, red.findings ?? 0);
      update(() => ({ findings, stage: ok ? '' : STAGE_WORDS[event.stage].name }));
    }
  }
  return points.filter(({ iteration, tokens }) => iteration > 0 || tokens > 0);
}
