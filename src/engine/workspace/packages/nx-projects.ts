import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { readJsonc } from '../../platform/read-jsonc';
import { textOnDisk } from '../text-on-disk';
import type { Package, Scripts } from './manifest';

const targetSchema = z.object({
  executor: z.string().optional(),
  command: z.string().optional(),
  options: z
    .object({
      command: z.string().optional(),
      commands: z.array(z.union([z.string(), z.object({ command: z.string() })])).optional(),
      cwd: z.string().optional(),
      script: z.string().optional(),
      jestConfig: z.string().optional(),
      configFile: z.string().optional(),
      config: z.string().optional(),
    })
    .catch({}),
});
const projectSchema = z.object({ name: z.string().optional(), targets: z.record(z.string(), z.unknown()).catch({}) });
const pluginSchema = z.object({
  plugin: z.string(),
  options: z.object({ targetName: z.string().optional(), testTargetName: z.string().optional() }).catch({}),
});
const nxSchema = z.object({ plugins: z.array(z.union([z.string(), pluginSchema])).catch([]) });

/** What nx infers from a configuration file in a project's folder, by the plugin that does so. */
const INFERRED: readonly { readonly plugin: RegExp; readonly config: RegExp; readonly script: string }[] = [
  { plugin: /^@nx\/jest(?:\/plugin)?$/, config: /^jest\.config\./, script: 'jest' },
  { plugin: /^@nx\/(?:vite|vitest)(?:\/plugin)?$/, config: /^vite(?:st)?\.config\./, script: 'vitest run' },
];
const NO_PROJECT = /^(?:\.|node_modules$|dist$|build$|coverage$|tmp$)/;
const MAX_DEPTH = 4;

/**
 * The projects of an nx workspace, with what their targets run as scripts: packages with their scripts, folders with a
 * project.json, and what nx's plugins for jest and vitest add to both.
 */
export async function nxProjects(root: string, packages: readonly Package[]): Promise<readonly Package[]> {
  const known = new Map(packages.map((member) => [member.dir, member]));
  const folders = new Set([...known.keys(), ...(await foldersWithProject(root, '', MAX_DEPTH))]);
  const plugins = nxSchema.safeParse(readJsonc((await textOnDisk(join(root, 'nx.json'))) ?? '')).data?.plugins ?? [];
  const found = [...folders].sort().map(async (dir): Promise<Package> => {
    const { name, targets = {} } =
      projectSchema.safeParse(readJsonc((await textOnDisk(join(root, dir, 'project.json'))) ?? '')).data ?? {};
    const own = Object.entries(targets).flatMap(([target, text]) => {
      const script = scriptOf(text, dir);
      return script === undefined ? [] : [[target, script] as const];
    });
    const member = known.get(dir);
    const scripts = { ...(await inferred(join(root, dir), plugins)), ...member?.scripts, ...Object.fromEntries(own) };
    return { dir, name: name ?? member?.name ?? posix.basename(dir), scripts };
  });
  return Promise.all(found);
}

async function inferred(folder: string, plugins: z.infer<typeof nxSchema>['plugins']): Promise<Scripts> {
  const files = await readdir(folder).catch(() => []);
  const scripts: Record<string, string> = {};
  for (const item of plugins) {
    const { plugin, options } = typeof item === 'string' ? { plugin: item, options: {} } : item;
    const known = INFERRED.find((each) => each.plugin.test(plugin));
    if (known && files.some((file) => known.config.test(file)))
      scripts[options.testTargetName ?? options.targetName ?? 'test'] = known.script;
  }
  return scripts;
}

/** The line that a target runs in its project's folder; undefined if that is not known. */
function scriptOf(target: unknown, dir: string): string | undefined {
  const { data } = targetSchema.safeParse(target);
  if (!data) return undefined;
  const { executor = '', options } = data;
  const upwards = posix.relative(dir === '' ? '.' : dir, '.') || '.';
  const own = (path: string): string => posix.join(upwards, path.replace('{projectRoot}', dir));
  const withConfig = (line: string, path: string | undefined): string =>
    path === undefined ? line : `${line} --config ${own(path)}`;
  if (/^@(?:nx|nrwl)\/jest:jest$/.test(executor)) return withConfig('jest', options.jestConfig);
  if (/^@(?:nx|nrwl)\/(?:vite|vitest):test$/.test(executor)) return withConfig('vitest run', options.configFile);
  if (/^@(?:nx|nrwl)\/playwright:playwright$/.test(executor)) return withConfig('playwright test', options.config);
  if (/:run-script$/.test(executor) && options.script !== undefined) return `npm run ${options.script}`;
  const commands = options.commands?.map((item) => (typeof item === 'string' ? item : item.command)) ?? [];
  const line = [...commands, ...[options.command ?? data.command ?? []].flat()].join(' && ');
  if (line === '' || (executor !== '' && !/:run-commands$/.test(executor))) return undefined;
  // The executor starts in the root unless it is told otherwise.
  return `cd ${options.cwd === undefined ? upwards : own(options.cwd)} && ${line}`;
}

async function foldersWithProject(root: string, dir: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(root, dir), { withFileTypes: true }).catch(() => []);
  const own = entries.some(({ name }) => name === 'project.json') ? [dir] : [];
  if (depth === 0) return own;
  const below = entries.filter((entry) => entry.isDirectory() && !NO_PROJECT.test(entry.name));
  const found = await Promise.all(below.map(({ name }) => foldersWithProject(root, posix.join(dir, name), depth - 1)));
  return [...own, ...found.flat()];
}
