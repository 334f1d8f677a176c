import { dirname, join } from 'node:path/posix';
import type * as ts from 'typescript';
import { referencesOf } from '../../../code/scopes';
import { quoted, type Source } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { testDetection } from './test-detection';

const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.js'];
/** Names worth a look into the module they come from. */
const TELLING_NAME = /test|vitest|jest|mocha/i;

/** A workspace file as the candidate leaves it, parsed; undefined: no such file. */
export type ReadSource = (path: string) => Promise<Source | undefined>;

/** Product code that asks another file whether it is being tested: `import { isTest } from './env'`. */
export async function importedDetection(source: Source, read: ReadSource): Promise<Finding[]> {
  if (source.isTest) return [];
  const found = await Promise.all(
    imports(source).map(async (specifier) =>
      (await isDetector(source, specifier, read)) ? usesOf(source, specifier) : [],
    ),
  );
  return found.flat();
}

function imports({ ts: compiler, tree }: Source): ts.ImportSpecifier[] {
  return tree.statements.flatMap((statement) => {
    if (
      !compiler.isImportDeclaration(statement) ||
      !compiler.isStringLiteral(statement.moduleSpecifier) ||
      !statement.moduleSpecifier.text.startsWith('.')
    )
      return [];
    const bindings = statement.importClause?.namedBindings;
    return bindings && compiler.isNamedImports(bindings)
      ? bindings.elements.filter((element) => TELLING_NAME.test((element.propertyName ?? element.name).text))
      : [];
  });
}

async function isDetector(source: Source, specifier: ts.ImportSpecifier, read: ReadSource): Promise<boolean> {
  const { moduleSpecifier } = specifier.parent.parent.parent as ts.ImportDeclaration;
  const base = join(dirname(source.path), (moduleSpecifier as ts.StringLiteral).text);
  for (const stem of [base, base.replace(/\.[cm]?jsx?$/, '')]) {
    for (const ending of ENDINGS) {
      const target = await read(`${stem}${ending}`);
      if (target)
        return testDetection(target).some(
          ({ owner }) => owner.split('.')[0] === (specifier.propertyName ?? specifier.name).text,
        );
    }
  }
  return false;
}

function usesOf(source: Source, specifier: ts.ImportSpecifier): Finding[] {
  return referencesOf(source, specifier)
    .filter((name) => name.parent !== specifier)
    .map((name) => {
      const message = `${quoted(name.parent.getText(source.tree))} makes the code behave differently under test, so that the tests say nothing about what people get. Make one behaviour for both.`;
      return findingAt(source, name, { rule: 'test-detection', message });
    });
}
