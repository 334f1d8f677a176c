import type { LineRange, TopDeclaration, TopLevel } from '../../contract/code-inspection';
import type { Parsed } from '../../integrity/replaced-code';
import type { BlockEdit, WholeEdit } from '../edits';
import { isElision } from './elision';

const TYPE = /^(?:export\s+)?(?:declare\s+)?(?:interface|type)\b/;
const NAMESPACE = /^(?:export\s+)?(?:declare\s+)?(?:namespace|module)\b/;

interface Declaration {
  readonly name: string;
  readonly edit: BlockEdit;
  /** The file's text afterwards. */
  readonly result: string;
}

/**
 * The replacement of one declaration, where the reply holds nothing but that and imports that the file has. `why`: it
 * is one declaration, but what stands around it belongs nowhere. Undefined: it is something else.
 */
export function asDeclaration(
  edit: WholeEdit,
  before: string,
  top: TopLevel,
  reply: Parsed,
): Declaration | { readonly why: string } | undefined {
  const names = new Set(reply.top.declarations.map(({ name }) => name));
  const [name] = names;
  if (name === undefined || names.size > 1 || !reply.top.isComplete || reply.top.statements.length > 0)
    return undefined;
  const [old, written] = [rangeOf(name, top), rangeOf(name, reply.top)];
  if (!old || !written) return undefined;
  const [lines, replyLines] = [before.split('\n'), [...edit.lines]];
  const kinds = kindsOf(name, reply.top, replyLines);
  if (kindsOf(name, top, lines).some((kind) => !kinds.includes(kind))) return undefined;
  const foreign = reply.top.imports.find((range) => !hasImport(lines, top, textOf(replyLines, range)));
  if (foreign)
    return {
      why: `It also has \`${textOf(replyLines, foreign)}\`, which the file doesn't have, so add that with a block.`,
    };
  const outside = replyLines.filter(
    (text, index) =>
      text.trim() !== '' &&
      !isWithin(index + 1, { startLine: written.commentLine, endLine: written.endLine }) &&
      !reply.top.imports.some((range) => isWithin(index + 1, range)) &&
      !isElision(text) &&
      text !== edit.pathComment,
  );
  if (outside.length > 0) return { why: `It is unclear where \`${outside[0]?.trim()}\` belongs.` };
  const withComment = written.commentLine < written.startLine && !isElision(replyLines[written.commentLine - 1] ?? '');
  const hasPathComment = replyLines[written.commentLine - 1] === edit.pathComment;
  const takesComment = withComment && !hasPathComment;
  const from = takesComment ? old.commentLine : old.startLine;
  const search = lines.slice(from - 1, old.endLine);
  const replace = replyLines.slice((takesComment ? written.commentLine : written.startLine) - 1, written.endLine);
  const result = [...lines.slice(0, from - 1), ...replace, ...lines.slice(old.endLine)].join('\n');
  const { path, line } = edit;
  return { name, edit: { kind: 'block', path, line, number: 0, search, replace }, result };
}

/** The lines of a declaration, all its overloads included; undefined where something else stands among them. */
function rangeOf(name: string, { declarations, statements }: TopLevel): TopDeclaration | undefined {
  const own = declarations.filter((declaration) => declaration.name === name);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last || own.some(({ isAlone }) => !isAlone)) return undefined;
  const range = { ...first, endLine: last.endLine };
  const others = [...statements, ...declarations.filter((declaration) => declaration.name !== name)];
  return others.some((other) => other.startLine <= range.endLine && range.startLine <= other.endLine)
    ? undefined
    : range;
}

/** What is declared by this name: a value and a type of one name are two things. */
function kindsOf(name: string, { declarations }: TopLevel, lines: readonly string[]): string[] {
  const own = declarations.filter((declaration) => declaration.name === name);
  return own.map(({ startLine }) => {
    const line = lines[startLine - 1]?.trim() ?? '';
    return TYPE.test(line) ? 'type' : NAMESPACE.test(line) ? 'namespace' : 'value';
  });
}

function hasImport(lines: readonly string[], { imports }: TopLevel, text: string): boolean {
  return imports.some((range) => plain(textOf(lines, range)) === plain(text));
}

function plain(text: string): string {
  return text.replace(/[\s;]+/g, '').replaceAll('"', "'");
}

function textOf(lines: readonly string[], { startLine, endLine }: Pick<LineRange, 'startLine' | 'endLine'>): string {
  return lines.slice(startLine - 1, endLine).join('\n');
}

function isWithin(line: number, { startLine, endLine }: Pick<LineRange, 'startLine' | 'endLine'>): boolean {
  return startLine <= line && line <= endLine;
}
