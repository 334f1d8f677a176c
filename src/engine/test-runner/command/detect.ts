import type { TestCommand, TestProblem } from '../../contract/test-run';
import { isPlaceholder, type Packages, readManifest, readPackages } from '../../workspace/packages/packages';
import { ADAPTERS } from '../runners';
import { instrument } from './instrument';

/** Returns the setting's command, otherwise the test script of package.json, with the runner that it runs. */
export async function detectCommand(
  root: string,
  setting: string | undefined,
): Promise<TestCommand | { readonly problem: TestProblem }> {
  const packages = readPackages(root);
  if (setting !== undefined && setting.trim() !== '') return describe(setting.trim(), 'the setting', packages);
  const manifest = await readManifest(root, '');
  if ('unreadable' in manifest) return noCommand(manifest.unreadable);
  const script = manifest.scripts?.['test'];
  if (script !== undefined && !isPlaceholder(script))
    return describe('npm test', 'package.json scripts.test', packages);
  const members = (await packages.members()).filter(({ scripts }) => !isPlaceholder(scripts['test'] ?? ''));
  if (members.length > 0)
    return describe(
      'npm test --workspaces --if-present',
      `the \`test\` script of ${members.length} packages`,
      packages,
    );
  return noCommand(
    script ? 'the `test` script of package.json is only npm’s placeholder' : 'package.json has no `test` script',
  );
}

async function describe(command: string, source: string, packages: Packages): Promise<TestCommand> {
  const { runners, scripts } = await instrument(command, {
    packages,
    instrumentationFor: (runner) => ADAPTERS[runner].instrument({ reporter: '', results: '' }),
  });
  const [runner] = runners;
  const innerScripts = [...new Set(scripts.slice(1))];
  const through = innerScripts.length > 0 ? ` through ${innerScripts.map((name) => `\`${name}\``).join(', ')}` : '';
  if (runner === undefined)
    return {
      command,
      runner: 'command',
      why: `${source} runs no test runner that is known, so its results must come as JUnit or TAP`,
    };
  const others = [...new Set(runners)].filter((other) => other !== runner);
  const also = others.length > 0 ? ` and ${others.join(', ')}` : '';
  return { command, runner, why: `${source} runs ${runner}${also}${through}` };
}

function noCommand(why: string): { readonly problem: TestProblem } {
  const message =
    `There is no test command: ${why}. Set loopcraft.testCommand (or --test-command), ` +
    'for example `npx vitest run`, or add a `test` script to package.json.';
  return { problem: { kind: 'no-command', message } };
}
