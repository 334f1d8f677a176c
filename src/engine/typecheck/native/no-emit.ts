import type * as ts from 'typescript';
import type { Ts } from '../projects/compilers';

/** A config's text with `noEmit` set, as `tsc --noEmit` has it; the native API takes no options beside the file. */
export interface NoEmitConfig {
  readonly text: string;
  /** An offset in this text, as one of the text that the person has. */
  originalPosition(position: number): number;
}

export function withNoEmit(ts: Ts, file: string, text: string): NoEmitConfig {
  const edit = editOf(ts, file, text);
  if (!edit) return { text, originalPosition: (position) => position };
  const { start, length, inserted: put } = edit;
  const longer = put.length - length;
  return {
    text: text.slice(0, start) + put + text.slice(start + length),
    originalPosition: (position) => (position >= start + put.length ? position - longer : Math.min(position, start)),
  };
}

interface TextEdit {
  readonly start: number;
  readonly length: number;
  readonly inserted: string;
}

/** Undefined when nothing is to do, or when the text is no config: the compiler says what is wrong with it. */
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

/** At the end, so that nothing before it moves. */
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
