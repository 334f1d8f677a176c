import type { Finding } from '../../../contract/code-inspection';
import type { Change } from '../../../contract/events';
import { parseManifest, type Scripts } from '../../../workspace/packages/manifest';
import { ruleFamily } from '../../rule-family';

/** Commands that succeed whatever the tests do. */
const NOTHING = '(?:true|:|exit(?:\\s+0)?|echo\\b[^&|;]*|printf\\b[^&|;]*)';
const HOLLOW = [
  new RegExp(`^\\s*(?:${NOTHING}|)\\s*$`),
  // The last command after `||`, `;` or `&` decides the exit status; after `&&` it does not.
  new RegExp(`(?:\\|\\||;|(?<!&)&(?!&))\\s*${NOTHING}\\s*$`),
  new RegExp(`^\\s*${NOTHING}\\s*(?:\\|\\||;\\s*exit\\b|#)`),
  /^\s*(?:node|bun|tsx)\s+(?:-e|--eval)\s+(?:""|''|\\?["']\s*(?:process\.exit\((?:0?)\))?;?\s*\\?["'])\s*$/,
  /--pass-?with-?no-?tests\b/i,
];
/** Hooks such as `pretest` are left out: they don't decide the result. */
const TEST_SCRIPT = /^test(?:$|:)/;
/** A command that only runs another script. */
const RUNS_SCRIPT = /^\s*(?:npm|pnpm|yarn|bun)\s+(?:(?:run|run-script)\s+)?(?:-\S+\s+)*([\w:.-]+)\s*$/;
/** Scripts that run scripts are followed this far. */
const MAX_STEPS = 5;

interface HollowScript {
  readonly name: string;
  /** Undefined: the script is gone, and there is no other test script. */
  readonly command: string | undefined;
}

/** Scripts of `package.json` that report success without running tests. */
export const packageScripts = ruleFamily(
  'test script that cannot fail',
  [
    {
      id: 'hollow-test-script',
      summary: 'Refuses a test script that succeeds whatever the tests do, and the removal of the test script.',
      appliesTo: '`package.json`, also where the person allows changes of configuration',
    },
  ],
  { kind: 'package-json', find: findHollowScripts },
);

function findHollowScripts({ path, before, after }: Change): Finding<'hollow-test-script'>[] {
  if (after === null) return [];
  return hollowScripts(before, after).map(({ name, command }) => ({
    rule: 'hollow-test-script',
    path,
    pos: Math.max(0, after.indexOf(JSON.stringify(name))),
    key: name,
    owner: '',
    message:
      command === undefined
        ? `The script \`${name}\` is gone, so nothing runs the tests. Put it back.`
        : `The script \`${name}\` became \`${command}\`, which succeeds whatever the tests do. ` +
          'Put back the command that runs the tests.',
  }));
}

/** Test scripts that can no longer fail, and could before or were not there; and a `test` that is gone. */
function hollowScripts(before: string | null, after: string): HollowScript[] {
  const [old, now] = [scriptsOf(before ?? '{}'), scriptsOf(after)];
  const hollow = Object.entries(now).flatMap(([name, command]) => {
    if (!TEST_SCRIPT.test(name) || !isHollow(command, now) || isHollow(old[name] ?? 'none', old)) return [];
    return [{ name, command }];
  });
  const isGone =
    old['test'] !== undefined &&
    !isHollow(old['test'], old) &&
    !Object.keys(now).some((name) => TEST_SCRIPT.test(name));
  return isGone ? [...hollow, { name: 'test', command: undefined }] : hollow;
}

function isHollow(command: string, scripts: Scripts, steps = 0): boolean {
  if (HOLLOW.some((pattern) => pattern.test(command))) return true;
  const inner = scripts[RUNS_SCRIPT.exec(command)?.[1] ?? ''];
  return inner !== undefined && steps < MAX_STEPS && isHollow(inner, scripts, steps + 1);
}

function scriptsOf(text: string): Scripts {
  return parseManifest(text)?.scripts ?? {};
}
