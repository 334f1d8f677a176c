import type * as ts from 'typescript';
import { type Comment, commentsOf, normalised, ownerOf, quoted, type Source } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { type IntegrityRule, type Lowers, ruleFamily } from '../../rule-family';

/** In a test, `@ts-expect-error` with a reason is an assertion: the compiler must refuse what follows. */
const NEGATIVE_TYPE_TEST = /^@ts-expect-error\b\W*\w.{2,}/;

/** Reading the comments takes longer than all other rules, so a text without any of these words is skipped. */
const ANY_DIRECTIVE = /@ts-|eslint|-ignore|-disable|:disable|\bignore\b|nosonar|nosemgrep|node:coverage|stryker/i;

interface Suppression extends IntegrityRule {
  /** Matched against the comment without its marks; as in the tools, only at the comment's start. */
  readonly pattern: RegExp;
  /** What the comment does, for the message. */
  readonly effect: string;
}

const appliesTo = 'comments in files of code';
const LINT = 'silences the linter';
/** Both comments that ESLint reads: `eslint-disable …`, and `eslint rule: "off"` as a file's own configuration. */
const ESLINT = new RegExp(
  [
    /^eslint-disable(?:-line|-next-line)?(?![\w-])/,
    /^eslint\s+(?=["']?[\w@/-]+["']?\s*:).*:\s*(?:\[\s*)?["']?(?:off|0)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** Programs that read ESLint's comments; `lint` stands for a step that lints with a program that can't be seen. */
const ESLINT_PROGRAMS = ['eslint', 'oxlint', 'xo', 'standard', 'ts-standard', 'semistandard', 'lint'];
const COVERAGE = ['c8', 'nyc', '--coverage', '--experimental-test-coverage', '--check-coverage', 'coverage'];

function whereAbsent(what: string, of: readonly string[]): Lowers {
  return { by: 'absence', of, what };
}

const RULES = [
  // As the compiler reads them: text may follow without a space; upper and lower case are the same.
  {
    id: 'ts-ignore',
    summary: 'Refuses a new `@ts-ignore`.',
    appliesTo,
    pattern: /^@ts-ignore/i,
    effect: 'silences the compiler',
  },
  {
    id: 'ts-expect-error',
    summary: 'Refuses a new `@ts-expect-error`; in a test only one without a reason.',
    appliesTo,
    pattern: /^@ts-expect-error/i,
    effect: 'silences the compiler',
  },
  {
    id: 'ts-nocheck',
    summary: 'Refuses a new `@ts-nocheck`.',
    appliesTo,
    pattern: /^@ts-nocheck\b/i,
    effect: 'silences the compiler for the whole file',
  },
  {
    id: 'eslint-disable',
    summary: 'Finds a new comment that disables ESLint or switches one of its rules off.',
    appliesTo,
    pattern: ESLINT,
    effect: LINT,
    lowers: whereAbsent('linter', ESLINT_PROGRAMS),
  },
  {
    id: 'biome-ignore',
    summary: 'Finds a new comment that silences Biome or Rome.',
    appliesTo,
    pattern: /^(?:biome|rome)-ignore(?:-all|-start)?\s/,
    effect: LINT,
    lowers: whereAbsent('linter', ['biome', 'rome', 'lint']),
  },
  {
    id: 'oxlint-disable',
    summary: 'Finds a new comment that disables oxlint.',
    appliesTo,
    pattern: /^oxlint-disable(?:-line|-next-line)?(?![\w-])/,
    effect: LINT,
    lowers: whereAbsent('linter', ['oxlint', 'lint']),
  },
  {
    id: 'tslint-disable',
    summary: 'Finds a new comment that disables TSLint.',
    appliesTo,
    pattern: /^tslint:disable/,
    effect: LINT,
    lowers: whereAbsent('linter', ['tslint', 'lint']),
  },
  {
    id: 'jshint-ignore',
    summary: 'Finds a new comment that silences JSHint.',
    appliesTo,
    pattern: /^jshint\s+ignore\b/,
    effect: LINT,
    lowers: whereAbsent('linter', ['jshint', 'lint']),
  },
  {
    id: 'deno-lint-ignore',
    summary: 'Finds a new comment that silences the linter of Deno.',
    appliesTo,
    pattern: /^deno-lint-ignore(?:-file)?(?![\w-])/,
    effect: LINT,
    lowers: whereAbsent('linter', ['lint']),
  },
  {
    id: 'nosonar',
    summary: 'Finds a new comment that silences Sonar or Semgrep.',
    appliesTo,
    pattern: /^(?:NOSONAR|nosemgrep)\b/,
    effect: LINT,
    lowers: whereAbsent('linter', ['sonar-scanner', 'semgrep', 'sonar', 'lint']),
  },
  {
    id: 'type-coverage-ignore',
    summary: 'Finds a new comment that hides an `any` from type-coverage.',
    appliesTo,
    pattern: /^type-coverage:ignore/,
    effect: 'hides an unknown type',
    lowers: whereAbsent('type-coverage', ['type-coverage']),
  },
  {
    id: 'coverage-ignore',
    summary: 'Finds a new comment that excludes code from test coverage.',
    appliesTo,
    pattern: /^(?:istanbul|c8|v8)\s+ignore\b|^node:coverage\s+(?:disable|ignore)\b/,
    effect: 'excludes code from test coverage',
    lowers: whereAbsent('coverage', COVERAGE),
  },
  {
    id: 'mutation-ignore',
    summary: 'Finds a new comment that excludes code from mutation testing.',
    appliesTo,
    pattern: /^Stryker\s+disable\b/i,
    effect: 'excludes code from mutation testing',
    lowers: whereAbsent('mutation testing', ['stryker']),
  },
  {
    id: 'format-ignore',
    summary: 'Finds a new comment that silences the formatter.',
    appliesTo,
    pattern: /^(?:prettier|dprint)-ignore\b/,
    effect: 'silences the formatter',
    lowers: whereAbsent('formatter', ['prettier', 'dprint', ...ESLINT_PROGRAMS]),
  },
] as const satisfies readonly Suppression[];
type Id = (typeof RULES)[number]['id'];

/** Comments that make the compiler, a linter or another check ignore something. */
export const suppressions = ruleFamily('suppression', RULES, { kind: 'added', find: findSuppressions });

function findSuppressions(source: Source): Finding<Id>[] {
  if (!ANY_DIRECTIVE.test(source.text)) return [];
  return commentsOf(source).flatMap((comment) => {
    const words = wordsOf(comment);
    if (source.isTest && NEGATIVE_TYPE_TEST.test(words)) return [];
    const rule = RULES.find(({ pattern }) => pattern.test(words));
    return rule ? [finding(source, comment, rule)] : [];
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

function finding(source: Source, comment: Comment, { id, effect }: (typeof RULES)[number]): Finding<Id> {
  const { text, path } = source;
  const instead =
    source.isTest && id === 'ts-expect-error'
      ? 'If the test is that the compiler refuses this, give the reason after the directive; ' +
        'otherwise delete it and fix the code below it.'
      : 'Delete the comment and fix the code below it.';
  const subject = normalised(
    text
      .slice(comment.end)
      .split('\n')
      .find((line) => line.trim() !== '' && !/^\s*(?:\*\/\s*)?\}?\s*$/.test(line)) ?? '',
  );
  return {
    rule: id,
    path,
    pos: comment.pos,
    key: normalised(`${comment.text} ${subject}`),
    owner: ownerOf(source, nodeAfter(source, comment.end)),
    about: { subject, key: normalised(comment.text) },
    message: `${quoted(comment.text)} ${effect} instead of solving what it found. ${instead}`,
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
