import path from 'node:path';
import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import type { Checkpoint } from '../checkpoint';
import type { ClassicProject } from '../projects/classic-project';
import type { Ts } from '../projects/compilers';
import type { ExportedTypes } from '../protocol';

/** Types in the same file that a declaration mentions are shown, too, over this many steps of mentioning. */
const MENTIONED_STEPS = 2;
/** The longest text of one file's declarations, in characters. */
const MAX_TEXT = 4000;

/**
 * Returns the declarations, without bodies, of what `focus` imports from workspace files, and of the types
 * that these mention. The file whose names are used most comes first.
 */
export async function exportedTypes(
  root: string,
  focus: readonly string[],
  projects: readonly ClassicProject[],
  checkpoint: Checkpoint,
): Promise<ExportedTypes> {
  const uses = new Map<string, { project: ClassicProject; count: number; readonly names: Set<string> }>();
  for (const file of focus) {
    const project = projects.find((candidate) => candidate.program().getSourceFile(file) !== undefined);
    if (!project) continue;
    await checkpoint();
    for (const { from, name, count } of importsOf(project, file)) {
      if (focus.includes(from) || !isWorkspaceFile(root, from)) continue;
      const use = memo(uses, from, () => ({ project, count: 0, names: new Set<string>() }));
      use.count += count;
      use.names.add(name);
    }
  }
  const result: { path: string; text: string }[] = [];
  for (const [file, { project, names }] of [...uses].sort(([, a], [, b]) => b.count - a.count)) {
    await checkpoint();
    const text = declarationsOf(project, file, names);
    if (text !== '') result.push({ path: path.posix.relative(root, file), text });
  }
  return result;
}

function isWorkspaceFile(root: string, file: string): boolean {
  return file.startsWith(`${root}/`) && !file.includes('/node_modules/');
}

interface Import {
  /** Absolute path of the file that declares the name. */
  readonly from: string;
  /** The name in that file. */
  readonly name: string;
  /** How often the importing file uses it. */
  readonly count: number;
}

function importsOf(project: ClassicProject, file: string): Import[] {
  const { ts } = project.compiler;
  const program = project.program();
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  if (!source) return [];
  const counts = identifierCounts(ts, source);
  const found: Import[] = [];
  const add = (symbol: ts.Symbol | undefined, count: number) => {
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const from = target?.declarations?.[0]?.getSourceFile().fileName;
    if (target && from) found.push({ from, name: target.name, count });
  };
  for (const statement of source.statements) {
    const specifier =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined;
    const module = specifier && checker.getSymbolAtLocation(specifier);
    if (!module) continue;
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    const bindings = clause?.namedBindings;
    if (clause?.name) add(checker.getSymbolAtLocation(clause.name), counts.get(clause.name.text) ?? 1);
    if (bindings && ts.isNamedImports(bindings)) {
      for (const { name } of bindings.elements) add(checker.getSymbolAtLocation(name), counts.get(name.text) ?? 1);
    } else if (bindings && ts.isNamespaceImport(bindings)) {
      for (const symbol of checker.getExportsOfModule(module)) add(symbol, counts.get(symbol.name) ?? 0);
    }
  }
  return found;
}

function identifierCounts(ts: Ts, root: ts.Node): Map<string, number> {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node)) counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return counts;
}

/** Reads the declarations from the declaration file that the compiler would write: it has the inferred types. */
function declarationsOf(project: ClassicProject, file: string, names: ReadonlySet<string>): string {
  const { ts } = project.compiler;
  const declarations = /\.d\.[cm]?ts$/.test(file)
    ? project.program().getSourceFile(file)?.text
    : emitDeclarations(project, file);
  if (declarations === undefined) return '';
  const source = ts.createSourceFile('declarations.d.ts', declarations, ts.ScriptTarget.Latest, true);
  const wanted = new Set(names.has('default') ? [...names, '_default'] : names);
  for (let step = 0; step < MENTIONED_STEPS; step++) {
    const chosen = source.statements.filter((statement) => namesOf(ts, statement).some((name) => wanted.has(name)));
    for (const statement of chosen) for (const name of identifierCounts(ts, statement).keys()) wanted.add(name);
  }
  const texts: string[] = [];
  let charactersLeft = MAX_TEXT;
  for (const statement of source.statements) {
    const own = namesOf(ts, statement);
    const isDefault = ts.isExportAssignment(statement) || hasDefault(ts, statement);
    if (!own.some((name) => wanted.has(name)) && !(isDefault && names.has('default'))) continue;
    const text = condense(statement.getFullText(source));
    if (text.length > charactersLeft) continue;
    charactersLeft -= text.length;
    texts.push(text);
  }
  return texts.join('\n');
}

function emitDeclarations(project: ClassicProject, file: string): string | undefined {
  const { outputFiles } = project.service.getEmitOutput(file, true, true);
  return outputFiles.find(({ name }) => /\.d\.[cm]?ts$/.test(name))?.text;
}

function namesOf(ts: Ts, statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  ) {
    return statement.name ? [statement.name.text] : [];
  }
  return [];
}

function hasDefault(ts: Ts, statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}

/** Drops what a caller does not need: all but the first sentence of doc comments, private members, and `declare`. */
function condense(text: string): string {
  return text
    .replace(/\/\*\*([\s\S]*?)\*\//g, (_whole, body: string) => {
      const prose =
        body
          .replace(/^[ \t]*\*[ \t]?/gm, '')
          .split(/^\s*@/m)[0]
          ?.replace(/\s+/g, ' ')
          .trim() ?? '';
      const sentence = /^.*?[.!?](?=\s|$)/.exec(prose)?.[0] ?? prose;
      return sentence === '' ? '' : `/** ${sentence.length > 160 ? `${sentence.slice(0, 159)}…` : sentence} */`;
    })
    .replace(/^[ \t]*(?:private [^\n]*|#private);\r?\n/gm, '')
    .replace(/^((?:export )?(?:default )?)declare /gm, '$1')
    .replace(/^[ \t]*\r?\n/gm, '')
    .trim();
}
