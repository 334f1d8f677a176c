/**
 * Syntax analysis that several rules share: what a name refers to (resolve-name.ts), where a value comes from
 * (value-origins.ts), what a node overwrites (writes.ts), which tests and assertions a file holds (tests/). Start
 * here with `Source`, a parsed file. The compiler is handed in, so that this room never loads it.
 */
import type * as ts from 'typescript';
import { isTestFile } from './tests/test-files';

export type Ts = typeof ts;

/** One file's text with its syntax tree. */
export interface Source {
  readonly ts: Ts;
  /** Workspace-relative, '/'-separated. */
  readonly path: string;
  readonly text: string;
  /** Whether the compiler checks its types: always in TypeScript, on request in JavaScript. */
  readonly isTyped: boolean;
  /** A test file by its path. */
  readonly isTest: boolean;
  readonly usesTestFramework: boolean;
  /** A test file, or one that imports a test framework. */
  readonly declaresTests: boolean;
  readonly tree: ts.SourceFile;
  /** Names that each scope binds, filled in as they are looked up. */
  readonly scopes: Map<ts.Node, ReadonlyMap<string, ts.Node>>;
}

/** One changed file before and after the candidate; undefined where there is no file. */
export interface SourceChange {
  readonly path: string;
  readonly before: Source | undefined;
  readonly after: Source | undefined;
}

/** Packages that declare tests. */
export const TEST_MODULES: ReadonlySet<string> = new Set([
  'node:test',
  'vitest',
  '@jest/globals',
  'bun:test',
  'mocha',
  '@playwright/test',
  'ava',
  'tap',
  'uvu',
  'jasmine',
]);
const CODE = /\.[cm]?[jt]sx?$/i;
const JAVASCRIPT = /\.[cm]?jsx?$/i;

export function isCode(path: string): boolean {
  return CODE.test(path);
}

export function isJavaScript(path: string): boolean {
  return JAVASCRIPT.test(path);
}

/** `checksJs`: whether the workspace has the types of all its JavaScript checked. */
export function parse(compiler: Ts, path: string, text: string, checksJs = false): Source {
  const tree = compiler.createSourceFile(path, text, compiler.ScriptTarget.Latest, true);
  const isTest = isTestFile(path);
  const usesTestFramework = tree.statements.some(
    (statement) =>
      compiler.isImportDeclaration(statement) &&
      compiler.isStringLiteral(statement.moduleSpecifier) &&
      TEST_MODULES.has(statement.moduleSpecifier.text),
  );
  const isTyped = !isJavaScript(path) || checksJs || /^\s*\/\/\s*@ts-check\b/m.test(text);
  return {
    ts: compiler,
    path,
    text,
    isTyped,
    isTest,
    usesTestFramework,
    declaresTests: isTest || usesTestFramework,
    tree,
    scopes: new Map(),
  };
}

/** Visits every node in source order; in JavaScript also those of JSDoc, which carries the types there. */
export function walk(source: Source, visit: (node: ts.Node) => void, from: ts.Node = source.tree): void {
  const { ts: compiler } = source;
  const seen = new Set<ts.Node>();
  const withDocs = isJavaScript(source.path);
  // Not recursive, because a sum of ten thousand terms is ten thousand levels deep.
  const open: ts.Node[] = [from];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    visit(node);
    const inner: ts.Node[] = withDocs ? [...compiler.getJSDocCommentsAndTags(node)] : [];
    compiler.forEachChild(node, (child) => {
      inner.push(child);
    });
    open.push(...inner.reverse());
  }
}

/** Source text without its layout, so that reformatted code has the same text. */
export function normalised(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/(?<=\d)_(?=\d)/g, '')
    .replace(/[,;]\s?([)\]}])/g, '$1')
    .replace(/\s?([()[\]{},;:])\s?/g, '$1')
    .replace(/"/g, "'")
    .trim();
}

export function textOf(source: Source, node: ts.Node): string {
  return normalised(node.getText(source.tree));
}

/** A piece of code as messages quote it: on one line, clipped, in backticks. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `\`${line.length > 80 ? `${line.slice(0, 79)}…` : line}\``;
}

/** Names of the declarations and test blocks around a place, outermost first: `Cart.total`, `pricing.rounds down`. */
export function ownerOf(source: Source, node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    const name = nameOf(source, at);
    if (name !== undefined) names.unshift(name);
  }
  return names.join('.');
}

function nameOf({ ts: compiler, tree }: Source, node: ts.Node): string | undefined {
  if (compiler.isCallExpression(node)) {
    const [title] = node.arguments;
    const block = node.arguments.some((argument) => compiler.isFunctionLike(argument));
    return title && block && compiler.isStringLiteralLike(title) ? title.text : undefined;
  }
  if (compiler.isFunctionLike(node) || compiler.isClassLike(node))
    return node.name?.getText(tree) ?? (compiler.isConstructorDeclaration(node) ? 'constructor' : undefined);
  if (
    compiler.isInterfaceDeclaration(node) ||
    compiler.isTypeAliasDeclaration(node) ||
    compiler.isPropertyDeclaration(node)
  )
    return node.name.getText(tree);
  if (compiler.isVariableDeclaration(node) || compiler.isPropertyAssignment(node)) return node.name.getText(tree);
  return undefined;
}

export interface Comment {
  readonly pos: number;
  readonly end: number;
  readonly text: string;
}

/** The comments of a file, without text that looks like one in a string, a template, a pattern or JSX. */
export function commentsOf(source: Source): Comment[] {
  const { ts: compiler, tree, text } = source;
  const found = new Map<number, Comment>();
  const keep = (pos: number, end: number): void => {
    found.set(pos, { pos, end, text: text.slice(pos, end) });
  };
  const open: ts.Node[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    const children = compiler.isJSDoc(node) ? [] : node.getChildren(tree);
    if (compiler.isJSDoc(node)) keep(node.pos, node.end);
    else if (children.length > 0) for (const child of children) open.push(child);
    else if (node.kind !== compiler.SyntaxKind.JsxText) {
      const start = node.pos === 0 ? (compiler.getShebang(text) ?? '').length : node.pos;
      for (const range of compiler.getLeadingCommentRanges(text, start) ?? []) keep(range.pos, range.end);
      if (!isInsideJsx(compiler, node))
        for (const range of compiler.getTrailingCommentRanges(text, node.end) ?? []) keep(range.pos, range.end);
    }
  }
  return [...found.values()].sort((a, b) => a.pos - b.pos);
}

/** Whether JSX text follows the token: `//` doesn't start a comment there. */
function isInsideJsx(compiler: Ts, token: ts.Node): boolean {
  const { parent } = token;
  if (!parent) return false;
  if (token.kind === compiler.SyntaxKind.CloseBraceToken)
    return compiler.isJsxExpression(parent) && !compiler.isJsxAttribute(parent.parent);
  if (token.kind !== compiler.SyntaxKind.GreaterThanToken) return false;
  return (
    compiler.isJsxOpeningElement(parent) ||
    compiler.isJsxOpeningFragment(parent) ||
    compiler.isJsxClosingElement(parent) ||
    compiler.isJsxClosingFragment(parent) ||
    compiler.isJsxSelfClosingElement(parent)
  );
}
