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

export interface HollowScript {
  readonly name: string;
  readonly command: string;
}

/** Test scripts that can no longer fail, and could before or were not there. */
export function hollowScripts(before: string | null, after: string): HollowScript[] {
  const old = scriptsOf(before ?? '{}');
  return Object.entries(scriptsOf(after)).flatMap(([name, command]) => {
    if (!TEST_SCRIPT.test(name) || !isHollow(command) || isHollow(old[name] ?? 'none')) return [];
    return [{ name, command }];
  });
}

function isHollow(command: string): boolean {
  return HOLLOW.some((pattern) => pattern.test(command));
}

function scriptsOf(text: string): Readonly<Record<string, string>> {
  try {
    const parsed = JSON.parse(text) as { readonly scripts?: unknown } | null;
    const scripts = parsed?.scripts;
    if (typeof scripts !== 'object' || scripts === null) return {};
    return Object.fromEntries(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}
