import type * as ts from 'typescript';
import { memo } from '../../../platform/memo';
import { parse, type Source, type Ts } from '../../source';
import { type TestCall, testCallsIn } from '../../tests/test-syntax';
import type { ModuleCode } from '../module-code';
import { lineOf } from '../outline/lines-of';

/** A test file's syntax, as long as its module is kept. */
const SOURCES = new WeakMap<ModuleCode, Source>();

/** The code of one test: its body, and what the suites around it run before it. */
export interface TestCode {
  readonly nodes: readonly ts.Node[];
  /** The test's own call; undefined where every test of the file is meant. */
  readonly call: ts.CallExpression | undefined;
}

/**
 * The code of the tests of this name (ancestors joined with ' > '). Where the file's text has no such test, because
 * its title is computed or the name is empty, the whole file is the test.
 */
export function testCode(compiler: Ts, module: ModuleCode, name: string): readonly TestCode[] {
  const source = sourceOf(compiler, module);
  const calls = testCallsIn(source);
  const found = name === '' ? [] : named(compiler, calls, name);
  if (found.length === 0) return [{ nodes: [source.tree], call: undefined }];
  const isCall = new Set<ts.Node>(calls.map(({ call }) => call));
  return found.map(({ call }) => ({ call, nodes: [call, ...preparationOf(compiler, call, isCall)] }));
}

/** Every test of a file, with the path of its function (`it.skip`); what its code is, is read when asked for. */
export function singleTests(compiler: Ts, module: ModuleCode) {
  const calls = testCallsIn(sourceOf(compiler, module));
  const isCall = new Set<ts.Node>(calls.map(({ call }) => call));
  return calls
    .filter(({ isSuite }) => !isSuite)
    .map(({ call, path }) => ({
      call,
      path,
      code: (): TestCode => ({ call, nodes: [call, ...preparationOf(compiler, call, isCall)] }),
    }));
}

/** The code around a line of a test file, where no test is known to fail, as for an error of types. */
export interface CodeAt extends TestCode {
  /** The innermost statement of that line, unless every test of the file is meant. */
  readonly statement: ts.Node | undefined;
}

/**
 * The test around a line; outside of every test the statement there, such as a hook; and where that is an import, every
 * test, because any of them may use what it names.
 */
export function testCodeAt(compiler: Ts, module: ModuleCode, line: number): CodeAt {
  const { tree } = sourceOf(compiler, module);
  const isHere = (node: ts.Node): boolean =>
    lineOf(tree, node.getStart(tree)) <= line && line <= lineOf(tree, node.end);
  const statement = innermostStatement(compiler, tree, isHere);
  if (!statement || compiler.isImportDeclaration(statement))
    return { nodes: [tree], call: undefined, statement: undefined };
  const around = singleTests(compiler, module).findLast(({ call }) => isHere(call));
  return { ...(around?.code() ?? { nodes: [statement], call: undefined }), statement };
}

function innermostStatement(
  compiler: Ts,
  tree: ts.SourceFile,
  isHere: (node: ts.Node) => boolean,
): ts.Statement | undefined {
  let found: ts.Statement | undefined;
  let at: ts.Node | undefined = tree;
  while (at) {
    if (compiler.isStatement(at) && !compiler.isBlock(at)) found = at;
    at = compiler.forEachChild(at, (child) => (isHere(child) ? child : undefined));
  }
  return found;
}

function sourceOf(compiler: Ts, module: ModuleCode): Source {
  return memo(SOURCES, module, () => parse(compiler, module.path, module.tree.text));
}

/** The tests whose title ends the name; if there are several, those of whose suites most are in it. */
function named(compiler: Ts, calls: readonly TestCall[], name: string): readonly TestCall[] {
  const text = name.replace(/\s+/g, ' ').trim();
  const found = calls.filter(({ isSuite, call }) => {
    const title = isSuite ? undefined : titleOf(compiler, call);
    return title !== undefined && matches(title, text);
  });
  if (found.length < 2) return found;
  const suites = calls.filter(({ isSuite }) => isSuite);
  const ranked = found.map((test) => {
    const around = suites.filter(({ call }) => call.pos <= test.call.pos && test.call.end <= call.end);
    const titles = [...around, test].map(({ call }) => titleOf(compiler, call) ?? ['', '']);
    return { test, suites: matches(titles.flat(), text, true) ? around.length : -1 };
  });
  const most = Math.max(...ranked.map((item) => item.suites));
  return ranked.filter((item) => item.suites === most).map(({ test }) => test);
}

/** The fixed parts of a title, which may be a pattern for a row of data: `adds %i and $b`. */
function titleOf(compiler: Ts, { arguments: [title] }: ts.CallExpression): string[] | undefined {
  const literal = !title
    ? undefined
    : compiler.isStringLiteralLike(title)
      ? title.text
      : compiler.isTemplateExpression(title)
        ? title.getText().slice(1, -1)
        : undefined;
  return literal
    ?.replace(/\s+/g, ' ')
    .trim()
    .split(/%[sdifjoOpc#$%]|\$\{[^}]*\}|\$[\w.#]+/);
}

/** Whether the parts follow each other in the text, the last one at its end, the first one where a title may start. */
function matches(parts: readonly string[], text: string, fromStart = false): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) {
    const start = text.length - first.length;
    return text.endsWith(first) && (fromStart ? start === 0 : start === 0 || text[start - 1] === ' ');
  }
  let at = fromStart ? (text.startsWith(first) ? 0 : -1) : startOf(first, text);
  if (at < 0) return false;
  at += first.length;
  for (const part of parts.slice(1, -1)) {
    const next = text.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  return text.endsWith(last) && text.length - last.length >= at;
}

/** Where a title begins that starts with these words; -1: nowhere. */
function startOf(first: string, text: string): number {
  for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1))
    if (at === 0 || first === '' || text[at - 1] === ' ') return at;
  return -1;
}

/** Hooks and helpers of the suites around a test, without the other tests in them. */
function preparationOf(compiler: Ts, call: ts.Node, isCall: ReadonlySet<ts.Node>): ts.Node[] {
  const found: ts.Node[] = [];
  for (let at: ts.Node | undefined = call.parent; at; at = at.parent) {
    if (!compiler.isBlock(at) && !compiler.isSourceFile(at)) continue;
    for (const statement of at.statements) {
      if (compiler.isImportDeclaration(statement) || compiler.isFunctionDeclaration(statement)) {
        if (compiler.isBlock(at) && compiler.isFunctionDeclaration(statement)) found.push(statement);
        continue;
      }
      const isAround = statement.pos <= call.pos && call.end <= statement.end;
      const isOther = compiler.isExpressionStatement(statement) && isCall.has(statement.expression);
      // What the file declares at its top is followed by name.
      const isNamed = compiler.isSourceFile(at) && compiler.isVariableStatement(statement);
      if (!isAround && !isOther && !isNamed) found.push(statement);
    }
  }
  return found;
}
