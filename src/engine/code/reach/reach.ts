import type * as ts from 'typescript';
import type { Ts } from '../source';
import { isTestFile } from '../tests/test-files';
import { distancesOf } from './distance';
import { unwrapped } from './members';
import { type Declaration, flat, type ModuleCode } from './module-code';
import type { Meaning, Modules } from './modules';
import { referencesIn } from './references';

/** Declarations that one search visits at most; beyond this, hardly anything is near. */
const MAX_DECLARATIONS = 400;
/** Steps by which generated code is put back: what everything imports is not near to anything. */
const GENERATED_STEPS = 3;
/** Of a module that is passed on as a whole, so many declarations cost one step. */
const PER_STEP = 20;

/** A fixed text of a test that may name a member: `validator['isEmail']`, `check({ name: 'isEmail' })`. */
const NAME = /^[A-Za-z_$][\w$]{2,}$/;

/** A declaration with the number of references between it and the start. */
export interface Reached {
  readonly declaration: Declaration;
  readonly steps: number;
  /** Steps, corrected by how likely the declaration is at fault. */
  readonly distance: number;
}

interface Pending {
  readonly module: ModuleCode;
  readonly nodes: readonly ts.Node[];
  readonly steps: number;
}

type Owner = Declaration | ModuleCode;

/**
 * Follows names from a piece of code to what they are declared as, then to what those declarations use, ring by
 * ring. Index files cost no step, and neither do declarations of a test's own file, such as its helpers. Of
 * a class, an object or a module only the members are followed that the code so far names; without types, a
 * property is related to every reached owner that has a member of this name.
 */
export function reach(
  compiler: Ts,
  start: { readonly module: ModuleCode; readonly nodes: readonly ts.Node[] },
  modules: Modules,
): readonly Reached[] {
  const { found, enqueue, visit, next } = createVisits(modules);
  const properties = new Map<string, number>();
  const owners = new Map<Owner, { readonly steps: number; isUsed: boolean }>();
  const hasHelpers = isTestFile(start.module.path);

  const visitMember = (owner: Owner, name: string): void => {
    const entry = owners.get(owner);
    const used = properties.get(name);
    if (!entry || used === undefined) return;
    const meanings = isModule(owner) ? modules.exportsOf(owner, name) : (owner.members.get(name) ?? []);
    for (const meaning of meanings) {
      entry.isUsed = true;
      meet(meaning, Math.max(entry.steps, used));
    }
  };
  const own = (owner: Owner, steps: number): void => {
    if (owners.has(owner)) return;
    owners.set(owner, { steps, isUsed: isModule(owner) && owner.isComponent });
    for (const name of properties.keys()) visitMember(owner, name);
    if (!isModule(owner)) takeContext(compiler, owner, steps, { visit, enqueue });
    else if (owner.isComponent) takeModule(compiler, owner, steps, { visit, enqueue });
  };
  const meet = (meaning: Meaning, steps: number): void => {
    if ('module' in meaning) own(meaning.module, steps);
    else {
      if (meaning.members.size > 0) own(meaning, steps);
      // A function may have members as well.
      if (meaning.members.size === 0 || isFunction(compiler, meaning.node)) visit(meaning, steps);
    }
  };
  const follow = ({ module, nodes, steps }: Pending): void => {
    const { names, properties: used, specifiers, texts } = referencesIn(compiler, nodes);
    for (const name of names)
      for (const meaning of modules.meaningsOf(module, name)) {
        const isOwn = hasHelpers && module === start.module && !('module' in meaning) && meaning.path === module.path;
        meet(meaning, isOwn ? steps : steps + 1);
      }
    for (const specifier of specifiers)
      for (const loaded of modules.imported(specifier, module.path)) own(loaded, steps + 1);
    for (const name of steps === 0 ? [...used, ...texts.filter((text) => NAME.test(text))] : used) {
      if (properties.has(name)) continue;
      properties.set(name, steps + 1);
      for (const owner of [...owners.keys()]) visitMember(owner, name);
    }
  };

  follow({ ...start, steps: 0 });
  for (const specifier of start.module.loaded)
    for (const loaded of modules.imported(specifier, start.module.path)) own(loaded, 1);
  do {
    for (let pending = next(); pending; pending = next()) follow(pending);
  } while (takeWhole(compiler, owners, { visit, enqueue }));
  return inOrder(compiler, start.module.path, found, properties);
}

function createVisits(modules: Modules) {
  const found = new Map<Declaration, number>();
  /** What is still to be followed, by its number of steps. */
  const rings: Pending[][] = [];
  const enqueue = (path: string, nodes: readonly ts.Node[], steps: number): void => {
    const module = modules.get(path);
    if (!module || nodes.length === 0) return;
    rings[steps] ??= [];
    rings[steps].push({ module, nodes, steps });
  };
  const visit = (declaration: Declaration, steps: number): void => {
    if (found.has(declaration) || found.size >= MAX_DECLARATIONS) return;
    const far = modules.get(declaration.path)?.isGenerated === true ? steps + GENERATED_STEPS : steps;
    found.set(declaration, far);
    enqueue(declaration.path, [declaration.node], far);
  };
  const next = (): Pending | undefined => rings.find((ring) => ring?.length > 0)?.shift();
  return { found, enqueue, visit, next };
}

function inOrder(
  compiler: Ts,
  start: string,
  found: ReadonlyMap<Declaration, number>,
  properties: ReadonlyMap<string, number>,
): Reached[] {
  const distances = distancesOf(compiler, found, start, (name) => properties.get(name) === 1);
  return [...found]
    .map(([declaration, steps]) => ({ declaration, steps, distance: distances.get(declaration) ?? steps }))
    .sort((a, b) => a.distance - b.distance);
}

function isModule(owner: Owner): owner is ModuleCode {
  return 'tree' in owner;
}

function takeContext(compiler: Ts, owner: Declaration, steps: number, { visit, enqueue }: Visits): void {
  for (const made of owner.members.get('constructor') ?? []) visit(made, steps);
  enqueue(owner.path, contextOf(compiler, owner.node), steps);
}

/** What belongs to every member of a class or an object: what it extends, its decorators, what it spreads. */
function contextOf(compiler: Ts, node: ts.Node): ts.Node[] {
  const value = compiler.isVariableStatement(node) ? node.declarationList.declarations[0]?.initializer : node;
  const inner = value && unwrapped(compiler, value);
  if (!inner) return [];
  if (compiler.isInterfaceDeclaration(inner)) return [...(inner.heritageClauses ?? [])];
  if (compiler.isClassLike(inner)) return [...(inner.heritageClauses ?? []), ...(compiler.getDecorators(inner) ?? [])];
  return compiler.isObjectLiteralExpression(inner) ? inner.properties.filter(compiler.isSpreadAssignment) : [];
}

/** `function total() {}`, `const total = () => {}`. */
function isFunction(compiler: Ts, node: ts.Node): boolean {
  const declaration = compiler.isVariableStatement(node) ? node.declarationList.declarations[0] : node;
  let value = declaration && compiler.isVariableDeclaration(declaration) ? declaration.initializer : node;
  while (value && compiler.isBinaryExpression(value)) value = value.right;
  return value !== undefined && compiler.isFunctionLike(value);
}

type Visits = Pick<ReturnType<typeof createVisits>, 'visit' | 'enqueue'>;

/** Visits the owners of which no member is named, because they are passed on as a whole. False if there are none. */
function takeWhole(
  compiler: Ts,
  owners: ReadonlyMap<Owner, { readonly steps: number; isUsed: boolean }>,
  visits: Visits,
): boolean {
  const unused = [...owners].filter(([, { isUsed }]) => !isUsed);
  for (const [owner, entry] of unused) {
    entry.isUsed = true;
    if (isModule(owner)) takeModule(compiler, owner, entry.steps + 1, visits);
    else visits.visit(owner, entry.steps);
  }
  return unused.length > 0;
}

/** All that a module declares, and what it does when it is loaded. */
function takeModule(compiler: Ts, module: ModuleCode, steps: number, { visit, enqueue }: Visits): void {
  const declarations = flat(module.declarations);
  const far = steps + Math.floor(declarations.length / PER_STEP);
  for (const declaration of declarations) visit(declaration, far);
  const isRun = (statement: ts.Statement): boolean =>
    !compiler.isDeclarationStatement(statement) && !compiler.isVariableStatement(statement);
  enqueue(module.path, module.tree.statements.filter(isRun), far);
}
