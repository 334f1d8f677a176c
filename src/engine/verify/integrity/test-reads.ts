import { dirname, join } from 'node:path/posix';
import type * as ts from 'typescript';
import { isTestFile } from '../../edit/test-files';
import { type Finding, findingAt } from './finding';
import { pathOf } from './names';
import { quoted, type Source, walk } from './source';

const READS = /(?:^|[.#])(?:readFile|readFileSync|createReadStream|require)$/;

/** Product code that imports or reads test files, where the expected results are. */
export function testReads(source: Source): Finding[] {
  const { ts: compiler } = source;
  if (source.isTest) return [];
  const found: Finding[] = [];
  walk(source, (node) => {
    if (!compiler.isStringLiteralLike(node) || !isTaken(source, node, node.text)) return;
    const message = `Product code takes in a test file, ${quoted(node.text)}. Compute the result from the arguments.`;
    found.push(findingAt(source, node, { rule: 'test-import', message, key: node.text }));
  });
  return found;
}

function isTaken(source: Source, node: ts.StringLiteralLike, text: string): boolean {
  const { ts: compiler } = source;
  const { parent } = node;
  const isImport = compiler.isImportDeclaration(parent) || compiler.isExportDeclaration(parent);
  const isCall = compiler.isCallExpression(parent) && (parent.expression.kind === compiler.SyntaxKind.ImportKeyword || READS.test(pathOf(source, parent.expression) ?? ''));
  if (!isImport && !isCall) return false;
  const isRelative = text.startsWith('.');
  if (isImport && !isRelative) return false;
  const path = isRelative ? join(dirname(source.path), text) : text;
  return isTestFile(path) || isTestFile(`${path.replace(/\.[cm]?[jt]sx?$/, '')}.ts`);
}
