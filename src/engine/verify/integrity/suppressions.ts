import type * as ts from 'typescript';
import type { Finding } from './finding';
import { type Comment, commentsOf, normalised, ownerOf, quoted, type Source } from './source';

interface Directive {
  readonly rule: string;
  /** Matched against the comment without its marks. As the tools read them: at the comment's start only. */
  readonly pattern: RegExp;
  readonly what: string;
}

const LINT = 'silences the linter';
const DIRECTIVES: readonly Directive[] = [
  { rule: 'ts-ignore', pattern: /^@ts-ignore\b/, what: 'silences the compiler' },
  { rule: 'ts-expect-error', pattern: /^@ts-expect-error\b/, what: 'silences the compiler' },
  { rule: 'ts-nocheck', pattern: /^@ts-nocheck\b/, what: 'silences the compiler for the whole file' },
  { rule: 'eslint-disable', pattern: /^eslint-disable(?:-line|-next-line)?(?![\w-])/, what: LINT },
  { rule: 'eslint-disable', pattern: /^eslint\s+[\w@/-]+["']?\s*:\s*(?:\[\s*)?["']?(?:off|0)\b/, what: LINT },
  { rule: 'biome-ignore', pattern: /^biome-ignore(?:-all|-start)?\s/, what: LINT },
  { rule: 'oxlint-disable', pattern: /^oxlint-disable(?:-line|-next-line)?(?![\w-])/, what: LINT },
  { rule: 'tslint-disable', pattern: /^tslint:disable/, what: LINT },
  { rule: 'deno-lint-ignore', pattern: /^deno-lint-ignore(?:-file)?(?![\w-])/, what: LINT },
];

/** Comments that tell the compiler or a linter to look away. */
export function suppressions(source: Source): Finding[] {
  return commentsOf(source).flatMap((comment) => {
    const directive = DIRECTIVES.find(({ pattern }) => pattern.test(wordsOf(comment)));
    return directive ? [finding(source, comment, directive)] : [];
  });
}

/** The compiler reads a block comment's last line, linters its first; a directive counts in either. */
function wordsOf({ text }: Comment): string {
  const lines = text.replace(/^\/+\**|\*+\/$/g, '').split('\n').map((line) => line.replace(/^[\s*/]+/, '').trim());
  const filled = lines.filter((line) => line !== '');
  const last = filled.at(-1) ?? '';
  return last.startsWith('@ts-') ? last : (filled[0] ?? '');
}

function finding(source: Source, comment: Comment, { rule, what }: Directive): Finding {
  const { text, path } = source;
  const covered = text.slice(comment.end).split('\n').find((line) => line.trim() !== '' && !/^\s*(?:\*\/\s*)?\}?\s*$/.test(line)) ?? '';
  return {
    rule,
    path,
    pos: comment.pos,
    key: normalised(`${comment.text} ${covered}`),
    owner: ownerOf(source, nodeAfter(source, comment.end)),
    message: `${quoted(comment.text)} ${what} instead of solving what it found. Delete the comment and mend the code under it.`,
  };
}

/** The innermost node that holds the offset. */
function nodeAfter({ ts: compiler, tree }: Source, offset: number): ts.Node {
  let at: ts.Node = tree;
  for (;;) {
    const inner: ts.Node | undefined = compiler.forEachChild(at, (child) => (child.pos <= offset && offset < child.end ? child : undefined));
    if (!inner) return at;
    at = inner;
  }
}
