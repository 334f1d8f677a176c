import { dirname, join } from 'node:path/posix';
import type * as ts from 'typescript';
import { pathOf } from '../../../code/resolve-name';
import { quoted, type Source, walk } from '../../../code/source';
import { isTestFile } from '../../../code/tests/test-files';
import { textsIn } from '../../../code/value-origins';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

const READS = /(?:^|[.#])(?:readFile|readFileSync|createReadStream|open|openSync|require)$/;
const LISTS = /(?:^|[.#])(?:readdir|readdirSync|opendir|opendirSync|glob|globSync)$/;
const CODE_OR_SNAPSHOT = /\.(?:[cm]?[jt]sx?|snap)$/i;
/** Names of folders for tests only; `spec/openapi.yaml` is no test. */
const TEST_FOLDER = /(?:^|\/)(?:tests?|__(?:tests|snapshots|fixtures|mocks)__)(?:\/|$)/i;

/** Product code that imports or reads test files, where the expected results are. */
export const testReads = ruleFamily(
  'code that knows it is tested',
  [
    {
      id: 'test-import',
      summary: 'Refuses product code that imports, reads or lists test files.',
      appliesTo: 'files of code, except tests',
    },
  ],
  { kind: 'added', find: findTestReads },
);

function findTestReads(source: Source): Finding<'test-import'>[] {
  const { ts: compiler } = source;
  if (source.isTest) return [];
  const found: Finding<'test-import'>[] = [];
  walk(source, (node) => {
    const file = compiler.isStringLiteralLike(node)
      ? imported(source, node)
      : compiler.isCallExpression(node)
        ? read(source, node)
        : undefined;
    if (file === undefined) return;
    const message =
      `Product code reads a test file, ${quoted(file)}, where the expected results can be looked up. ` +
      'Compute the result from the arguments.';
    found.push(findingAt(source, node, { rule: 'test-import', message, key: file }));
  });
  return found;
}

function imported(source: Source, { parent, text }: ts.StringLiteralLike): string | undefined {
  const { ts: compiler } = source;
  const isImport =
    compiler.isImportDeclaration(parent) ||
    compiler.isExportDeclaration(parent) ||
    (compiler.isCallExpression(parent) && parent.expression.kind === compiler.SyntaxKind.ImportKeyword);
  if (!isImport || !text.startsWith('.')) return undefined;
  const path = join(dirname(source.path), text);
  return isTestFile(path) || isTestFile(`${path.replace(/\.[cm]?[jt]sx?$/, '')}.ts`) ? text : undefined;
}

/** `readFileSync(join(__dirname, '../test/cart.test.ts'))`: any text in the argument that names the file. */
function read(source: Source, { expression, arguments: [file] }: ts.CallExpression): string | undefined {
  const callee = pathOf(source, expression) ?? '';
  const isListing = LISTS.test(callee);
  if (!file || !(isListing || READS.test(callee))) return undefined;
  return [...textsIn(source, file)].find((text) => {
    const path = text.startsWith('.') ? join(dirname(source.path), text) : text;
    if (isListing && isTestFile(`${path}/a.ts`)) return true;
    return isTestFile(path) && (CODE_OR_SNAPSHOT.test(path) || TEST_FOLDER.test(path));
  });
}
