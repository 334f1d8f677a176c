import { z } from 'zod';
import type { Manifest, Scripts } from './manifest';

const dependency = z.union([z.string(), z.object({ script: z.string() }).transform(({ script }) => script)]);
const wireitSchema = z.record(
  z.string(),
  z.object({
    command: z.string().optional(),
    dependencies: z.array(dependency).optional(),
    service: z.unknown().optional(),
  }),
);

/**
 * The scripts with what wireit runs for them in its place: the scripts that they depend on, then their command. Wireit
 * itself would leave out a command whose files are as they were in its last run.
 */
export function withWireit({ scripts, fields }: Manifest): Scripts {
  const { data } = wireitSchema.safeParse(fields['wireit']);
  if (!data) return scripts;
  const entries = Object.entries(scripts).map(([name, text]) => {
    const { command, dependencies = [] } = (text.trim() === 'wireit' && data[name]) || {};
    // A service runs beside the command, until that has ended.
    if ([name, ...dependencies].some((each) => data[each]?.service)) return [name, text];
    const steps = [...dependencies.map(callOf), ...(command === undefined ? [] : [command])];
    return [name, steps.length > 0 ? steps.join(' && ') : text];
  });
  return Object.fromEntries(entries);
}

/** `build`, or `../other:build` for a script of another package. */
function callOf(script: string): string {
  const [, folder, name] = /^(\.{1,2}\/.*):(.+)$/.exec(script) ?? [];
  return folder === undefined ? `npm run ${script}` : `npm run --prefix ${folder} ${name}`;
}
