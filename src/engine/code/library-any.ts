import type * as ts from 'typescript';
import { pathOf, unwrapped } from './resolve-name';
import { declarationOf } from './scopes';
import type { Source } from './source';

/** Functions of the standard library that return `any` (lib.es5.d.ts, lib.es2015.reflect.d.ts, lib.dom.d.ts). */
const RETURNS_ANY = new Set([
  ...['JSON.parse', 'eval', 'require', 'NodeRequire', 'structuredClone'],
  ...['Reflect.get', 'Reflect.apply', 'Reflect.construct', 'Object.assign', 'Object.create', 'Object.getPrototypeOf'],
  ...['Body.json', 'Response.json', 'Request.json'],
]);
/** Functions of the standard library that take `any`. */
const TAKES_ANY = /^(?:JSON\.stringify|console\.\w+|Array\.isArray|Object\.is|String|Number|Object)$/;
/** Members of the standard library that are `any`. */
const IS_ANY = new RegExp(
  [
    /^(?:Typed)?PropertyDescriptor\.value$/,
    /^Function\.(?:arguments|caller)$/,
    /^(?:MessageEvent\.data|CustomEvent\.detail|ErrorEvent\.error|PromiseRejectionEvent\.reason)$/,
    /^IArguments\.(?:\d+|number)$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** Whether a type is `any` because a type of the standard library is: `ReturnType<typeof JSON.parse>`. */
export function anyOfLibrary(source: Source, node: ts.TypeNode): boolean {
  const { ts: compiler } = source;
  if (compiler.isTypeReferenceNode(node))
    return (
      node.typeName.getText(source.tree) === 'ReturnType' &&
      RETURNS_ANY.has(libraryPath(source, node.typeArguments?.[0]))
    );
  if (compiler.isIndexedAccessTypeNode(node))
    return IS_ANY.test(libraryPath(source, node)) || isParameterOfAny(source, node);
  if (compiler.isConditionalTypeNode(node)) return infersAny(source, node);
  return compiler.isTypeQueryNode(node) && isNameOfAny(source, node.exprName);
}

/**
 * The path of a type in the standard library: `JSON.parse` for `typeof JSON.parse`, `JSON['parse']` and
 * `typeof globalThis.JSON.parse`; empty for what the file declares.
 */
function libraryPath(source: Source, node: ts.TypeNode | undefined): string {
  const { ts: compiler } = source;
  if (!node) return '';
  if (compiler.isParenthesizedTypeNode(node)) return libraryPath(source, node.type);
  if (compiler.isTypeQueryNode(node)) return entityPath(source, node.exprName);
  if (compiler.isTypeReferenceNode(node)) return entityPath(source, node.typeName);
  if (!compiler.isIndexedAccessTypeNode(node)) return '';
  const { indexType } = node;
  const key =
    compiler.isLiteralTypeNode(indexType) && compiler.isLiteralExpression(indexType.literal)
      ? indexType.literal.text
      : indexType.getText(source.tree);
  const owner = libraryPath(source, node.objectType);
  return owner === '' ? '' : owner === 'globalThis' ? key : `${owner}.${key}`;
}

function entityPath(source: Source, name: ts.EntityName | ts.ImportTypeNode): string {
  const { ts: compiler } = source;
  if (compiler.isImportTypeNode(name)) return '';
  let root: ts.EntityName = name;
  while (compiler.isQualifiedName(root)) root = root.left;
  return declarationOf(source, root)
    ? ''
    : name
        .getText(source.tree)
        .replace(/\s/g, '')
        .replace(/^globalThis\./, '');
}

/** `Parameters<typeof JSON.stringify>[0]`. */
function isParameterOfAny(source: Source, { objectType, indexType }: ts.IndexedAccessTypeNode): boolean {
  const { ts: compiler, tree } = source;
  if (!compiler.isTypeReferenceNode(objectType) || objectType.typeName.getText(tree) !== 'Parameters') return false;
  const path = libraryPath(source, objectType.typeArguments?.[0]);
  return TAKES_ANY.test(path) && (path !== 'JSON.stringify' || indexType.getText(tree) === '0');
}

/** `typeof JSON.parse extends (...args: infer P) => infer R ? R : never`. */
function infersAny(source: Source, { checkType, extendsType }: ts.ConditionalTypeNode): boolean {
  const path = libraryPath(source, checkType);
  if (!RETURNS_ANY.has(path) && !TAKES_ANY.test(path)) return false;
  return /\binfer\b/.test(extendsType.getText(source.tree));
}

/** `typeof raw` where `const raw = JSON.parse(text)`. */
function isNameOfAny(source: Source, name: ts.EntityName | ts.ImportTypeNode): boolean {
  const { ts: compiler } = source;
  const declaration = compiler.isIdentifier(name) ? declarationOf(source, name) : undefined;
  if (!declaration || !compiler.isVariableDeclaration(declaration) || declaration.type || !declaration.initializer)
    return false;
  const value = compiler.isAwaitExpression(declaration.initializer)
    ? declaration.initializer.expression
    : declaration.initializer;
  return (
    value === unwrapped(compiler, value) &&
    compiler.isCallExpression(value) &&
    RETURNS_ANY.has(pathOf(source, value.expression) ?? '')
  );
}
