import type * as ts from 'typescript';
import type { Ts } from '../projects/compilers';

/** A config's text with `noEmit` set, as `tsc --noEmit` does; the native API takes no options besides the file. */
export interface NoEmitConfig {
  readonly text: string;
  /** Converts an offset in this text to one in the user's text. */
  originalPosition(position: number): number;
}

export function withNoEmit(ts: Ts, file: string, text: string): NoEmitConfig {
  const edit = editOf(ts, file, text);
  if (!edit) return { text, originalPosition: (position) => position };
  const { start, length, inserted } = edit;
  const end = start + inserted.length;
  const growth = inserted.length - length;
  return {
    text: text.slice(0, start) + inserted + text.slice(start + length),
    originalPosition: (position) => (position >= end ? position - growth : Math.min(position, start)),
  };
}

interface TextEdit {
  readonly start: number;
  readonly length: number;
  readonly inserted: string;
}

/** Returns undefined when `noEmit` is set already, or when the text is not a config: then the compiler reports why. */
function editOf(ts: Ts, file: string, text: string): TextEdit | undefined {
  const source = ts.parseJsonText(file, text);
  const root = source.statements[0]?.expression;
  if (!root || !ts.isObjectLiteralExpression(root)) return undefined;
  const options = propertyOf(ts, root, 'compilerOptions');
  if (!options) return appendProperty(root, '"compilerOptions":{"noEmit":true}');
  if (!ts.isObjectLiteralExpression(options)) return undefined;
  const value = propertyOf(ts, options, 'noEmit');
  if (!value) return appendProperty(options, '"noEmit":true');
  if (value.kind === ts.SyntaxKind.TrueKeyword) return undefined;
  const start = value.getStart(source);
  return { start, length: value.getEnd() - start, inserted: 'true' };
}

/** Appends at the end, so that offsets before it stay the same. */
function appendProperty({ properties }: ts.ObjectLiteralExpression, property: string): TextEdit {
  const last = properties.at(-1);
  return last
    ? { start: last.getEnd(), length: 0, inserted: `,${property}` }
    : { start: properties.pos, length: 0, inserted: property };
}

function propertyOf(ts: Ts, object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = object.properties.find(
    (property) => property.name && ts.isStringLiteral(property.name) && property.name.text === name,
  );
  return found && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}
