import { memo } from '../../platform/memo';
import type { ResolveImport } from '../../workspace/imports/resolve-import';
import { isTestFile } from '../tests/test-files';
import type { Declaration, ImportedName, ModuleCode } from './module-code';

/** What a name stands for: declarations, or a whole module whose exports are its members. */
export type Meaning = Declaration | { readonly module: ModuleCode };

/** The workspace's modules, read as they are needed. */
export interface Modules {
  /** Undefined when there is no such file, or it is no code. */
  get(path: string): ModuleCode | undefined;
  /** What a name means in a module: what it declares or imports under that name. */
  meaningsOf(module: ModuleCode, name: string): readonly Meaning[];
  /** What a module exports under a name, over any number of index files. */
  exportsOf(module: ModuleCode, name: string): readonly Meaning[];
  /** The workspace's modules that a specifier leads to. */
  imported(specifier: string, from: string): readonly ModuleCode[];
}

/** `readFile` returns undefined for what is no file of code. */
export function createModules(readFile: (path: string) => ModuleCode | undefined, resolve: ResolveImport): Modules {
  const cache = new Map<string, ModuleCode | undefined>();
  const get = (path: string): ModuleCode | undefined => memo(cache, path, () => readFile(path));
  const imported = createImports(get, resolve);

  const behindImport = ({ specifier, name }: ImportedName, from: string, seen: Set<string>): Meaning[] =>
    imported(specifier, from).flatMap((module) =>
      name === '*' ? behindWhole(module, seen) : behindExport(module, name, seen),
    );

  /** A module in the older format may stand for one class or function. */
  const behindWhole = (module: ModuleCode, seen: Set<string>): Meaning[] => {
    const assigned = module.isObject || !module.exports.has('export=') ? [] : behindExport(module, 'export=', seen);
    const others = module.exports.size + module.stars.length > 1;
    return assigned.length === 0 || others ? [...assigned, { module }] : assigned;
  };

  const behindName = (module: ModuleCode, name: string, seen: Set<string>): Meaning[] => {
    const [first = '', member] = name.split('.');
    const declared = module.declarations.get(name) ?? module.declarations.get(first) ?? [];
    if (declared.length > 0)
      return member === undefined ? [...declared] : declared.flatMap(({ members }) => members.get(member) ?? []);
    const binding = module.imports.get(name);
    return binding ? behindImport(binding, module.path, seen) : [];
  };

  /** An index file of all modules is asked for every name in each of them. */
  const exported = new WeakMap<ModuleCode, Map<string, Meaning[]>>();
  const behindExport = (module: ModuleCode, name: string, seen: Set<string>): Meaning[] => {
    if (seen.size > 0) return findExport(module, name, seen);
    return memo(
      memo(exported, module, () => new Map<string, Meaning[]>()),
      name,
      () => findExport(module, name, seen),
    );
  };

  const findExport = (module: ModuleCode, name: string, seen: Set<string>): Meaning[] => {
    // Index files may lead in a circle.
    const key = `${module.path}\u0000${name}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const local = module.exports.get(name);
    if (typeof local === 'string') return behindName(module, local, seen);
    if (local) return behindImport(local, module.path, seen);
    const behindStars = module.stars.flatMap((specifier) =>
      imported(specifier, module.path).flatMap((next) => behindExport(next, name, seen)),
    );
    if (behindStars.length > 0) return behindStars;
    // A module in the older format is imported as a whole; a component's file has no export of its own.
    return name === 'default' ? behindWhole(module, seen) : [];
  };

  return {
    get,
    imported,
    meaningsOf: (module, name) => behindName(module, name, new Set()),
    exportsOf: (module, name) => behindExport(module, name, new Set()),
  };
}

/** The modules that a specifier leads to; each is resolved once. */
function createImports(get: Modules['get'], resolve: ResolveImport): Modules['imported'] {
  const links = new Map<string, readonly ModuleCode[]>();
  const read = (specifier: string, from: string): readonly ModuleCode[] => {
    const { paths } = resolve(specifier, from);
    // Where any file of a package may be meant, its tests are not.
    const sources = paths.length > 1 ? paths.filter((path) => !isTestFile(path)) : paths;
    return (sources.length > 0 ? sources : paths).flatMap((path) => get(path) ?? []);
  };
  return (specifier, from) => memo(links, `${from}\u0000${specifier}`, () => read(specifier, from));
}
