import type * as ts from 'typescript';
import type { Ts } from '../source';
import { isNamedDeclaration } from './members';
import type { ModuleCode } from './module-code';
import { COMPONENT, componentCode, scriptFiles } from './reading/component-code';
import { type Draft, declare, textOf } from './reading/draft';
import {
  assignmentsIn,
  exportedName,
  exportValue,
  readExpression,
  requiredModule,
  requiredName,
} from './reading/read-commonjs';

const GENERATED = /@generated|\bdo not (?:edit|modify)\b|\bauto-?generated\b/i;
/** Characters at the start of a file in which it says that it is generated. */
const HEADER = 400;

/** What the markup of a component is called. */
const TEMPLATE = 'template';

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
    return read(compiler, path, text, create(isComponent ? componentCode(path, text) : text));
  } catch (error) {
    // The compiler's parser calls itself for each level of nesting.
    if (error instanceof RangeError) return read(compiler, path, text, create(''));
    throw error;
  }
}

function read(compiler: Ts, path: string, text: string, tree: ts.SourceFile): ModuleCode {
  const isComponent = COMPONENT.test(path);
  const draft: Draft = {
    path,
    declarations: new Map(),
    imports: new Map(),
    exports: new Map(),
    stars: isComponent ? scriptFiles(text) : [],
    loaded: [],
    isObject: false,
  };
  for (const statement of tree.statements) readStatement(compiler, draft, statement);
  return { ...draft, tree, text, isComponent, isGenerated: GENERATED.test(text.slice(0, HEADER)) };
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
  else if (compiler.isBlock(statement) && COMPONENT.test(draft.path)) declare(compiler, draft, TEMPLATE, statement);
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
    const { name } = declaration;
    const { targets, value: initializer } = assigned(compiler, declaration);
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
    if (compiler.isIdentifier(name))
      for (const target of targets) {
        const exportedAs = exportedName(compiler, target);
        if (exportedAs !== undefined) draft.exports.set(exportedAs, name.text);
      }
  }
}

/**
 * What a variable holds, and what else is given the same: `const app = module.exports = {}`. An instance is not
 * followed as its module: what a library does as a whole is behind its methods, so that it would lead to everything
 * at once (mongoose, see docs/field.md).
 */
function assigned(compiler: Ts, { initializer }: ts.VariableDeclaration) {
  if (!initializer) return { targets: [], value: undefined };
  const { targets, value } = assignmentsIn(compiler, initializer);
  return compiler.isNewExpression(value) ? { targets: [], value } : { targets, value };
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
