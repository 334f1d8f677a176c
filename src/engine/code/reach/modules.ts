import { memo } from '../../platform/memo';
import type { ResolveImport } from '../../workspace/imports/resolve-import';
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

/** `read` returns undefined for what is no file of code. */
export function createModules(read: (path: string) => ModuleCode | undefined, resolve: ResolveImport): Modules {
  const cache = new Map<string, ModuleCode | undefined>();
  const get = (path: string): ModuleCode | undefined => memo(cache, path, () => read(path));
  const imported = (specifier: string, from: string): ModuleCode[] =>
    resolve(specifier, from).paths.flatMap((path) => get(path) ?? []);

  const behindImport = ({ specifier, name }: ImportedName, from: string, seen: Set<string>): Meaning[] =>
    imported(specifier, from).flatMap((module) =>
      name === '*' ? behindWhole(module, seen) : behindExport(module, name, seen),
    );

  /** A module in the older format may stand for one class or function. */
  const behindWhole = (module: ModuleCode, seen: Set<string>): Meaning[] => {
    const assigned = isObject(module) || !module.exports.has('export=') ? [] : behindExport(module, 'export=', seen);
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

  const behindExport = (module: ModuleCode, name: string, seen: Set<string>): Meaning[] => {
    // Index files may lead in a circle.
    const key = `${module.path}\u0000${name}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const exported = module.exports.get(name);
    if (typeof exported === 'string') return behindName(module, exported, seen);
    if (exported) return behindImport(exported, module.path, seen);
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

/** Whether the module stands for an object, whose members its exports name one by one. */
function isObject({ exports }: ModuleCode): boolean {
  return [...exports.values()].some((local) => typeof local === 'string' && local.startsWith('default.'));
}
