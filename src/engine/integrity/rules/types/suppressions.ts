import type * as ts from 'typescript';
import { type Comment, commentsOf, normalised, ownerOf, quoted, type Source } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';

interface Directive {
  readonly rule: string;
  /** Matched against the comment without its marks. As the tools read them: at the comment's start only. */
  readonly pattern: RegExp;
  readonly what: string;
}

const LINT = 'silences the linter';
const COVERAGE = 'takes code out of what test coverage is measured by';
const DIRECTIVES: readonly Directive[] = [
  // As the compiler reads them: whatever follows, and for the whole file in any case.
  { rule: 'ts-ignore', pattern: /^@ts-ignore/i, what: 'silences the compiler' },
  { rule: 'ts-expect-error', pattern: /^@ts-expect-error/i, what: 'silences the compiler' },
  { rule: 'ts-nocheck', pattern: /^@ts-nocheck\b/i, what: 'silences the compiler for the whole file' },
  { rule: 'eslint-disable', pattern: /^eslint-disable(?:-line|-next-line)?(?![\w-])/, what: LINT },
  {
    rule: 'eslint-disable',
    pattern: /^eslint\s+(?=["']?[\w@/-]+["']?\s*:).*:\s*(?:\[\s*)?["']?(?:off|0)\b/,
    what: LINT,
  },
  { rule: 'biome-ignore', pattern: /^(?:biome|rome)-ignore(?:-all|-start)?\s/, what: LINT },
  { rule: 'oxlint-disable', pattern: /^oxlint-disable(?:-line|-next-line)?(?![\w-])/, what: LINT },
  { rule: 'tslint-disable', pattern: /^tslint:disable/, what: LINT },
  { rule: 'jshint-ignore', pattern: /^jshint\s+ignore\b/, what: LINT },
  { rule: 'deno-lint-ignore', pattern: /^deno-lint-ignore(?:-file)?(?![\w-])/, what: LINT },
  { rule: 'nosonar', pattern: /^(?:NOSONAR|nosemgrep)\b/, what: LINT },
  { rule: 'type-coverage-ignore', pattern: /^type-coverage:ignore/, what: 'hides a type that is not known' },
  {
    rule: 'coverage-ignore',
    pattern: /^(?:istanbul|c8|v8)\s+ignore\b|^node:coverage\s+(?:disable|ignore)\b/,
    what: COVERAGE,
  },
  { rule: 'mutation-ignore', pattern: /^Stryker\s+disable\b/i, what: 'takes code out of mutation testing' },
  { rule: 'format-ignore', pattern: /^(?:prettier|dprint)-ignore\b/, what: 'silences the formatter' },
];
/** In a test, `@ts-expect-error` with a reason says that the compiler must refuse what follows: an assertion. */
const NEGATIVE_TYPE_TEST = /^@ts-expect-error\b\W*\w.{2,}/;

/** A text without any of these words needs no look at its comments, which takes longer than all else. */
const ANY_DIRECTIVE = /@ts-|eslint|-ignore|-disable|:disable|\bignore\b|nosonar|nosemgrep|node:coverage|stryker/i;

/** Comments that tell the compiler, a linter or another check to look away. */
export function suppressions(source: Source): Finding[] {
  if (!ANY_DIRECTIVE.test(source.text)) return [];
  return commentsOf(source).flatMap((comment) => {
    const words = wordsOf(comment);
    if (source.isTest && NEGATIVE_TYPE_TEST.test(words)) return [];
    const directive = DIRECTIVES.find(({ pattern }) => pattern.test(words));
    return directive ? [finding(source, comment, directive)] : [];
  });
}

/** The compiler reads a block comment's last line, linters its beginning; a directive counts in either. */
function wordsOf({ text }: Comment): string {
  const lines = text
    .replace(/^\/+\**|\*+\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^[\s*/]+/, '').trim());
  const filled = lines.filter((line) => line !== '');
  const last = filled.at(-1) ?? '';
  return /^@ts-/i.test(last) ? last : filled.join(' ');
}

function finding(source: Source, comment: Comment, { rule, what }: Directive): Finding {
  const { text, path } = source;
  const subject = normalised(
    text
      .slice(comment.end)
      .split('\n')
      .find((line) => line.trim() !== '' && !/^\s*(?:\*\/\s*)?\}?\s*$/.test(line)) ?? '',
  );
  return {
    rule,
    path,
    pos: comment.pos,
    key: normalised(`${comment.text} ${subject}`),
    owner: ownerOf(source, nodeAfter(source, comment.end)),
    about: { subject, key: normalised(comment.text) },
    message: `${quoted(comment.text)} ${what} instead of solving what it found. ${source.isTest && rule === 'ts-expect-error' ? 'Where the test is that the compiler refuses this, say why behind the directive; else delete it and mend the code under it.' : 'Delete the comment and mend the code under it.'}`,
  };
}

/** The innermost node that holds the offset. */
function nodeAfter({ ts: compiler, tree }: Source, offset: number): ts.Node {
  let at: ts.Node = tree;
  for (;;) {
    const inner: ts.Node | undefined = compiler.forEachChild(at, (child) =>
      child.pos <= offset && offset < child.end ? child : undefined,
    );
    if (!inner) return at;
    at = inner;
  }
}
