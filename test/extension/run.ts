import type { Counts } from '../support/mocha/counts';
import { addCounts, countTests } from '../support/mocha/counts';
import { runHostSuites } from './harness/run-host';
import { runUiSuites } from './harness/run-ui';

/**
 * `npm run test:extension [-- host|ui] [-- --grep TEXT]`: the suites inside a real VS Code's
 * extension host, then those that drive its workbench. Without arguments both.
 */
export async function runExtensionTests(modes: readonly string[], grep: string | undefined): Promise<Counts> {
  let total: Counts = { passed: 0, failed: 0, failures: [] };
  for (const [mode, run] of [
    ['host', runHostSuites],
    ['ui', runUiSuites],
  ] as const) {
    if (modes.length > 0 && !modes.includes(mode)) continue;
    console.log(mode === 'host' ? '\n── inside the extension host ──' : '\n── driving the workbench ──');
    total = addCounts(total, await countTests((file) => run(file, grep)));
  }
  return total;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const at = args.indexOf('--grep');
  const [, grep] = at < 0 ? [] : args.splice(at, 2);
  const { passed, failed } = await runExtensionTests(args, grep);
  console.log(`${passed} passed, ${failed} failed`);
  // Explicit, so that nothing left open by a failure keeps the process alive.
  process.exit(failed === 0 ? 0 : 1);
}

if (require.main === module) void main();
