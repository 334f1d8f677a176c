import type * as ts from 'typescript';
import type { Ts } from '../source';
import { type Draft, declare, textOf } from './draft';
import { isNamedDeclaration } from './members';
import type { ModuleCode } from './module-code';
import { exportValue, readExpression, requiredModule, requiredName } from './read-commonjs';

const COMPONENT = /\.(?:vue|svelte|astro)$/;
const GENERATED = /@generated|\bdo not (?:edit|modify)\b|\bauto-?generated\b/i;
/** Characters at the start of a file in which it says that it is generated. */
const HEADER = 400;

/** Never throws: what can't be read, such as ten thousand open brackets, declares nothing. */
export function readModule(compiler: Ts, path: string, text: string): ModuleCode {
  const isComponent = COMPONENT.test(path);
  const create = (content: string): ts.SourceFile =>
    compiler.createSourceFile(
      isComponent ? `${path}.ts` : path,
      content,
      compiler.ScriptTarget.Latest,
      true,
      isComponent ? compiler.ScriptKind.TS : undefined,
    );
  try {
    return read(compiler, path, create(isComponent ? scriptOf(text) : text));
  } catch (error) {
    // The compiler's parser calls itself for each level of nesting.
    if (error instanceof RangeError) return read(compiler, path, create(''));
    throw error;
  }
}

/** A component's scripts in their lines; all other text becomes blank. */
function scriptOf(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  let at = 0;
  let scripts = '';
  for (const match of text.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>|^---\n([\s\S]*?)\n---/g)) {
    const code = match[2] ?? match[3] ?? '';
    const start = match.index + (match[1] ?? '---\n').length;
    scripts += blank(text.slice(at, start)) + code;
    at = start + code.length;
  }
  return scripts + blank(text.slice(at));
}

function read(compiler: Ts, path: string, tree: ts.SourceFile): ModuleCode {
  const draft: Draft = {
    path,
    declarations: new Map(),
    imports: new Map(),
    exports: new Map(),
    stars: [],
    loaded: [],
    isObject: false,
  };
  for (const statement of tree.statements) readStatement(compiler, draft, statement);
  return { ...draft, tree, isGenerated: GENERATED.test(tree.text.slice(0, HEADER)) };
}

function readStatement(compiler: Ts, draft: Draft, statement: ts.Statement): void {
  if (compiler.isImportDeclaration(statement)) readImport(compiler, draft, statement);
  else if (compiler.isImportEqualsDeclaration(statement)) {
    const { moduleReference } = statement;
    const specifier = compiler.isExternalModuleReference(moduleReference)
      ? textOf(compiler, moduleReference.expression)
      : undefined;
    if (specifier !== undefined) draft.imports.set(statement.name.text, { specifier, name: '*' });
    else declare(compiler, draft, statement.name.text, statement);
  } else if (compiler.isExportDeclaration(statement)) readExport(compiler, draft, statement);
  else if (compiler.isVariableStatement(statement)) readVariable(compiler, draft, statement);
  else if (compiler.isExpressionStatement(statement)) readExpression(compiler, draft, statement);
  else if (compiler.isExportAssignment(statement))
    exportValue(compiler, draft, statement.isExportEquals ? 'export=' : 'default', statement, statement.expression);
  else if (isNamedDeclaration(compiler, statement)) {
    const name = statement.name?.getText() ?? 'default';
    declare(compiler, draft, name, statement);
    if (isExported(compiler, statement)) draft.exports.set(isDefault(compiler, statement) ? 'default' : name, name);
  }
}

function readVariable(compiler: Ts, draft: Draft, statement: ts.VariableStatement): void {
  const { declarations } = statement.declarationList;
  const exported = isExported(compiler, statement);
  for (const declaration of declarations) {
    const { name, initializer } = declaration;
    const specifier = initializer && requiredModule(compiler, initializer);
    const required = initializer ? requiredName(compiler, initializer) : '*';
    const whole = declarations.length === 1 ? statement : declaration;
    const bind = (bound: ts.BindingName, from: string | undefined): void => {
      if (!compiler.isIdentifier(bound)) {
        for (const element of bound.elements)
          if (!compiler.isOmittedExpression(element))
            bind(element.name, from ?? element.propertyName?.getText() ?? element.name.getText());
        return;
      }
      const { text } = bound;
      if (specifier !== undefined) draft.imports.set(text, { specifier, name: from ?? required });
      else declare(compiler, draft, text, whole, (bound === name ? initializer : undefined) ?? whole);
      if (exported) draft.exports.set(text, text);
    };
    bind(name, undefined);
  }
}

function readImport(compiler: Ts, draft: Draft, statement: ts.ImportDeclaration): void {
  const specifier = textOf(compiler, statement.moduleSpecifier);
  const clause = statement.importClause;
  if (specifier === undefined) return;
  if (!clause) draft.loaded.push(specifier);
  if (clause?.name) draft.imports.set(clause.name.text, { specifier, name: 'default' });
  const bindings = clause?.namedBindings;
  if (!bindings) return;
  if (compiler.isNamespaceImport(bindings)) draft.imports.set(bindings.name.text, { specifier, name: '*' });
  else
    for (const { name, propertyName } of bindings.elements)
      draft.imports.set(name.text, { specifier, name: (propertyName ?? name).text });
}

function readExport(compiler: Ts, draft: Draft, statement: ts.ExportDeclaration): void {
  const specifier = statement.moduleSpecifier && textOf(compiler, statement.moduleSpecifier);
  const clause = statement.exportClause;
  if (!clause) {
    if (specifier !== undefined) draft.stars.push(specifier);
    return;
  }
  if (compiler.isNamespaceExport(clause)) {
    if (specifier !== undefined) draft.exports.set(clause.name.text, { specifier, name: '*' });
    return;
  }
  for (const element of clause.elements) {
    const name = (element.propertyName ?? element.name).text;
    draft.exports.set(element.name.text, specifier === undefined ? name : { specifier, name });
  }
}

function isExported(compiler: Ts, node: ts.Statement): boolean {
  return hasModifier(compiler, node, compiler.SyntaxKind.ExportKeyword);
}

function isDefault(compiler: Ts, node: ts.Statement): boolean {
  return hasModifier(compiler, node, compiler.SyntaxKind.DefaultKeyword);
}

function hasModifier(compiler: Ts, node: ts.Statement, kind: ts.SyntaxKind): boolean {
  return (
    compiler.canHaveModifiers(node) && (compiler.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind)
  );
}
