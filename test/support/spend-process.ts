import { systemClock } from '../../src/engine/platform/clock';
import { openDaySpending } from '../../src/engine/run/limits/day-spending';

/** Reserves and settles one dollar after another, as a process of its own. */
const [dir = '', times = '0'] = process.argv.slice(2);
const spending = openDaySpending(dir, systemClock, (line) => {
  throw new Error(line);
});
for (let count = 0; count < Number(times); count++) spending.reserve(0.5).settle(1);
