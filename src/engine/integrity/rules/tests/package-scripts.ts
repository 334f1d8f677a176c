/** Commands that succeed whatever the tests say. */
const NOTHING = '(?:true|:|exit(?:\\s+0)?|echo\\b[^&|;]*|printf\\b[^&|;]*)';
const HOLLOW = [
  new RegExp(`^\\s*(?:${NOTHING}|)\\s*$`),
  // What comes last after `||`, `;` or `&` decides the exit status; after `&&` it does not.
  new RegExp(`(?:\\|\\||;|(?<!&)&(?!&))\\s*${NOTHING}\\s*$`),
  new RegExp(`^\\s*${NOTHING}\\s*(?:\\|\\||;\\s*exit\\b|#)`),
  /^\s*(?:node|bun|tsx)\s+(?:-e|--eval)\s+(?:""|''|\\?["']\s*(?:process\.exit\((?:0?)\))?;?\s*\\?["'])\s*$/,
  /--pass-?with-?no-?tests\b/i,
];
/** Hooks such as `pretest` are left out: they decide nothing. */
const TEST_SCRIPT = /^test(?:$|:)/;
/** A command that only runs another script. */
const RUNS_SCRIPT = /^\s*(?:npm|pnpm|yarn|bun)\s+(?:(?:run|run-script)\s+)?(?:-\S+\s+)*([\w:.-]+)\s*$/;
/** Scripts that run scripts are followed this far. */
const MAX_STEPS = 5;

type Scripts = Readonly<Record<string, string>>;

export interface HollowScript {
  readonly name: string;
  /** Undefined: the script is gone, and no other test script is there. */
  readonly command: string | undefined;
}

/** Test scripts that can no longer fail, and could before or were not there; and a `test` that is gone. */
export function hollowScripts(before: string | null, after: string): HollowScript[] {
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
  try {
    const parsed = JSON.parse(text) as { readonly scripts?: unknown } | null;
    const scripts = parsed?.scripts;
    if (typeof scripts !== 'object' || scripts === null) return {};
    return Object.fromEntries(
      Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}
