import type { Environment } from './clean-env';

/** What a variable may be called. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const REFERENCE = /\$\{env:([^}]*)\}/g;

/**
 * The values of the variables that the person adds for the workspace's commands. `${env:NAME}` stands for a variable
 * of our own environment, as in VS Code's tasks; a variable that is nothing but one that is not set is left out.
 */
export function addedVariables(
  values: Readonly<Record<string, string>>,
  env: Environment,
): Readonly<Record<string, string>> {
  const added: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const [only, source = ''] = /^\$\{env:([^}]*)\}$/.exec(value) ?? [];
    if (only !== undefined && env[source] === undefined) continue;
    added[name] = value.replace(REFERENCE, (_, other: string) => env[other] ?? '');
  }
  return added;
}

/** The variables of `--env NAME=VALUE` and `--env NAME`, which takes the value of this shell. */
export function readVariables(
  written: readonly string[] = [],
  env: Environment,
): { readonly variables: Readonly<Record<string, string>> } | { readonly problem: string } {
  const variables: Record<string, string> = {};
  for (const text of written) {
    const [name = '', ...parts] = text.split('=');
    if (!VARIABLE_NAME.test(name)) return { problem: `--env takes NAME or NAME=VALUE, not "${name}".` };
    const value = parts.length > 0 ? parts.join('=') : env[name];
    if (value === undefined) return { problem: `--env ${name}: this shell has no such variable. Write NAME=VALUE.` };
    variables[name] = value;
  }
  return { variables };
}
