import type * as ts from 'typescript';

/** Several of one name are overloads, the two accessors of a property, or a type beside its value. */
export type Declarations = ReadonlyMap<string, readonly Declaration[]>;

/** One declaration of a module, or a member of one of its classes, objects or namespaces. */
export interface Declaration {
  readonly path: string;
  /** `Cart.total`. */
  readonly name: string;
  readonly node: ts.Node;
  /** Members by name, for a class, an object, an interface, or a namespace. */
  readonly members: Declarations;
}

/** An import of one name: `*` for the whole module, `default` for its default export. */
export interface ImportedName {
  readonly specifier: string;
  readonly name: string;
}

/** What one file declares, imports and exports, read from its syntax. */
export interface ModuleCode {
  readonly path: string;
  /** Of a component its scripts, and the names in its markup, in the same lines. */
  readonly tree: ts.SourceFile;
  /** Of the file. */
  readonly text: string;
  /** Whether it is a component of a framework, with markup beside its scripts. */
  readonly isComponent: boolean;
  readonly declarations: Declarations;
  readonly imports: ReadonlyMap<string, ImportedName>;
  /**
   * Exported name → the local name (`Cart`, `default.total` for a member that has none), or the name in another
   * module. `export=` is what the whole module stands for in the older format.
   */
  readonly exports: ReadonlyMap<string, string | ImportedName>;
  /** Modules of `export * from`. */
  readonly stars: readonly string[];
  /** Modules that are imported for their effects only. */
  readonly loaded: readonly string[];
  /** It stands for an object of names in the older format (`module.exports = { total }`); `exports` has them. */
  readonly isObject: boolean;
  /** Written by a program, as its first lines say. */
  readonly isGenerated: boolean;
}

/** All declarations of a map, in their order. */
export function flat(declarations: Declarations): Declaration[] {
  return [...declarations.values()].flat();
}
