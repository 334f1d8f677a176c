import type * as ts from 'typescript';
import type { FileOutline, OutlineEntry } from '../../../contract/code-reach';
import type { Ts } from '../../source';
import { type Declarations, flat, type ModuleCode } from '../module-code';
import { lineOf, linesOf } from './lines-of';
import { longParts } from './long-parts';

/** A class or an object with more lines than this is divided into its members. */
const WHOLE_LINES = 12;
const MAX_HEAD = 160;

/**
 * Where the declarations of a file are; of a long class, object or namespace also its members, and of a long function
 * its parts.
 */
export function outlineOf(compiler: Ts, module: ModuleCode): FileOutline {
  const entries: OutlineEntry[] = [];
  const covered = new Set<ts.Node>();
  const add = (declarations: Declarations, depth: number): void => {
    for (const { node, name, members } of flat(declarations)) {
      // `const { a, b } = make()` declares two names.
      if (covered.has(node)) continue;
      covered.add(node);
      if (depth === 0) covered.add(statementOf(node));
      const lines = linesOf(module.tree, node);
      entries.push({ ...lines, name, head: headOf(module, node), depth });
      if (members.size === 0) addParts(node, name, depth + 1);
      else if (lines.endLine - lines.startLine > WHOLE_LINES) add(members, depth + 1);
    }
  };
  const addParts = (whole: ts.Node, owner: string, from: number): void => {
    for (const { startLine, endLine, name, node, depth } of longParts(compiler, module.tree, whole, from)) {
      const full = name === '' || owner === '' ? name : `${owner}.${name}`;
      entries.push({ startLine, endLine, name: full, head: headOf(module, node), depth });
    }
  };
  add(module.declarations, 0);
  for (const statement of module.tree.statements) {
    if (compiler.isImportDeclaration(statement) || compiler.isExportDeclaration(statement)) continue;
    if (covered.has(statement)) continue;
    entries.push({ ...linesOf(module.tree, statement), name: '', head: headOf(module, statement), depth: 0 });
    addParts(statement, '', 1);
  }
  entries.sort((a, b) => a.startLine - b.startLine || a.depth - b.depth);
  return { path: module.path, lines: lineOf(module.tree, module.tree.end), entries };
}

/** The statement of the file's top level around a node. */
function statementOf(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent?.parent) at = at.parent;
  return at;
}

/** The first line of the declaration without its comment and without the body's bracket. */
function headOf({ tree, text }: ModuleCode, node: ts.Node): string {
  const start = node.getStart(tree);
  const [first = ''] = text.slice(start, Math.min(node.end, start + 2 * MAX_HEAD)).split('\n', 1);
  const head = first.trim();
  return head.length > MAX_HEAD ? `${head.slice(0, MAX_HEAD)}…` : head;
}
