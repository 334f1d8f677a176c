import type * as ts from 'typescript';
import type { Ts } from '../source';
import { isTestFile } from '../tests/test-files';
import type { Declaration } from './module-code';

/** Overloads beyond this number rarely say more than those before them. */
const TELLING_OVERLOADS = 3;
/** How far a member is at most whose name stands in the start's own code: builders hide many steps. */
const NAMED = 1.5;
/** How much further away helpers in other test files are, and types from a test in JavaScript: neither is at fault. */
const HELPER = 2;
const TYPES = 3;
/** For each further owner that has a member of the same name. */
const PER_OWNER = 0.5;
const MAX_OWNERS = 3;

/**
 * How far each declaration is from the start, for their order: its steps, corrected by how likely it is at fault.
 * `start` is the path of the start's file, and `isNamed` says whether its own code has a property of this name.
 */
export function distancesOf(
  compiler: Ts,
  found: ReadonlyMap<Declaration, number>,
  start: string,
  isNamed: (property: string) => boolean,
): ReadonlyMap<Declaration, number> {
  const owners = new Map<string, Set<string>>();
  for (const { name, node } of found.keys()) {
    const member = memberOf(name);
    if (member !== undefined && !isPlain(compiler, node))
      owners.set(member, (owners.get(member) ?? new Set()).add(name));
  }
  const overloads = new Map<string, number>();
  const distances = new Map<Declaration, number>();
  for (const [declaration, steps] of found) {
    const { path, name, node } = declaration;
    const key = `${path} ${name}`;
    const before = overloads.get(key) ?? 0;
    overloads.set(key, before + 1);
    const member = memberOf(name);
    const others = Math.min(MAX_OWNERS, Math.max(0, (owners.get(member ?? '')?.size ?? 0) - 1));
    const near = member !== undefined && isNamed(member) ? Math.min(steps, NAMED) : steps;
    const less = (isPlain(compiler, node) ? 1 : 0) + (before >= TELLING_OVERLOADS ? 1 : 0);
    distances.set(declaration, near + others * PER_OWNER + less + besides(path, start));
  }
  return distances;
}

function besides(path: string, start: string): number {
  if (/\.d\.[cm]?ts$/.test(path)) return /\.[cm]?jsx?$/.test(start) ? TYPES : 0;
  return path !== start && isTestFile(path) ? HELPER : 0;
}

function memberOf(name: string): string | undefined {
  const at = name.lastIndexOf('.');
  return at < 0 ? undefined : name.slice(at + 1);
}

/** A declaration without behaviour: a member of an interface, a property without a value, a fixed text. */
function isPlain(compiler: Ts, node: ts.Node): boolean {
  if (compiler.isTypeElement(node)) return !compiler.isGetAccessor(node) && !compiler.isSetAccessor(node);
  if (compiler.isPropertyDeclaration(node) || compiler.isPropertyAssignment(node))
    return isFixed(compiler, node.initializer);
  const only = compiler.isVariableStatement(node) ? node.declarationList.declarations[0] : undefined;
  return only?.initializer !== undefined && isFixed(compiler, only.initializer);
}

function isFixed(compiler: Ts, value: ts.Expression | undefined): boolean {
  return value === undefined || compiler.isLiteralExpression(value) || compiler.isArrayLiteralExpression(value);
}
