import { posix } from 'node:path';
import type { Snapshot } from '../snapshot';
import { createImportGraph, type ImportGraph } from './import-graph';

const COMPONENT = /\.(?:vue|svelte|astro)$/;
const TEMPLATE = /\.html$/;

/**
 * The files of a framework that hold code in a language of their own, which TypeScript does not read: components,
 * and the templates of Angular. Returned are those that the change writes, and then those that import what it
 * writes or deletes, over any number of files.
 */
export async function componentsAffected(
  snapshot: Snapshot,
  files: ReadonlyMap<string, string | null>,
): Promise<readonly string[]> {
  const paths = [...new Set([...snapshot.files, ...files.keys()])].filter((path) => files.get(path) !== null);
  const components = paths.filter((path) => COMPONENT.test(path));
  const usesAngular = paths.some((path) => TEMPLATE.test(path)) && (await hasAngular(snapshot, paths));
  if (components.length === 0 && !usesAngular) return [];
  const graph = createImportGraph(snapshot, files);
  const changed = new Set(files.keys());
  const reaching = new Set(await graph.reaching(components, changed));
  const templates = usesAngular ? await templatesAffected(paths, graph, changed) : [];
  const affected = [...components.filter((path) => reaching.has(path)), ...templates];
  return [...affected.filter((path) => changed.has(path)), ...affected.filter((path) => !changed.has(path))];
}

async function hasAngular(snapshot: Snapshot, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    if (posix.basename(path) !== 'package.json') continue;
    const file = await snapshot.read(path);
    if (file?.kind === 'text' && file.text.includes('"@angular/core"')) return true;
  }
  return false;
}

/** The templates that change, and those whose class does or imports what does. A class names its template's path. */
async function templatesAffected(
  paths: readonly string[],
  graph: ImportGraph,
  changed: ReadonlySet<string>,
): Promise<readonly string[]> {
  const classesOf = new Map<string, string[]>();
  for (const path of paths) {
    if (!/\.ts$/.test(path)) continue;
    for (const template of await graph.importsOf(path))
      if (TEMPLATE.test(template)) classesOf.set(template, [...(classesOf.get(template) ?? []), path]);
  }
  const reaching = new Set(await graph.reaching([...classesOf.values()].flat(), changed));
  return [...classesOf].flatMap(([template, classes]) =>
    changed.has(template) || classes.some((path) => reaching.has(path)) ? [template] : [],
  );
}
