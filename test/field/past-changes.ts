import path from 'node:path';
import * as compiler from 'typescript';
import { parse } from '../../src/engine/code/source';
import { testsIn } from '../../src/engine/code/tests/test-syntax';
import type { Evidence } from '../../src/engine/contract/evidence';
import { git, type PastCommit } from './past-commits';

export type Changed = ReadonlyMap<string, readonly number[]>;

/** Code that is no source: examples, benchmarks, pages, what configures tools, and what is built and committed. */
const BESIDE = [
  /(?:^|\/)(?:examples?|demos?|playgrounds?|bench(?:es|marks?)?|docs?|website|site|scripts?)\//i,
  /(?:^|\/)(?:cdn|dist|build)\/|\.min\.[cm]?js$/,
  /(?:^|\/)(?:\.[^/]*|gulpfile\.\w+|gruntfile\.\w+|[^/]*\.(?:config|conf)\.\w+)$/i,
];

/** By source file, the lines of the old text that the commit changes, or behind which it adds some. */
export function changedLines(repo: string, { hash, sources }: PastCommit): Changed {
  const changed = new Map<string, number[]>();
  for (const file of [...sources.keys()].filter((path) => !isBeside(path))) {
    const diff = git(repo, 'diff', '-U0', `${hash}^`, hash, '--', file);
    if (/^new file mode/m.test(diff)) continue;
    const before = git(repo, 'show', `${hash}^:${file}`).split('\n');
    const lines: number[] = [];
    for (const [, first = '', count = '1'] of diff.matchAll(/^@@ -(\d+)(?:,(\d+))? /gm)) {
      if (Number(count) === 0) lines.push(lineInFront(before, Number(first)));
      for (let line = Number(first); line < Number(first) + Number(count); line++) lines.push(line);
    }
    changed.set(file, lines);
  }
  return changed;
}

function isBeside(path: string): boolean {
  return BESIDE.some((pattern) => pattern.test(path));
}

/** Where lines are inserted behind `line`: the nearest one in front that isn't blank, because git may name either. */
function lineInFront(text: readonly string[], line: number): number {
  let at = line;
  while (at > 1 && (text[at - 1] ?? '').trim() === '') at -= 1;
  return Math.max(1, at);
}

/** The tests that the commit adds or changes, as they would fail on its parent. */
export function failingTests({ hash, tests }: PastCommit, repo: string, folder: string): Evidence[] {
  return [...tests].flatMap(([file, text]) => {
    const inside = path.posix.relative(path.posix.normalize(folder), file);
    const before =
      git(repo, 'ls-tree', '--name-only', `${hash}^`, file).trim() === '' ? '' : git(repo, 'show', `${hash}^:${file}`);
    const old = new Set(testsOf(inside, before).map(({ code }) => code));
    const added = testsOf(inside, text).filter(({ code }) => !old.has(code));
    const names = added.length > 0 ? added.map(({ name }) => name) : [undefined];
    return names.map(
      (name): Evidence => ({
        stage: 'tests',
        fingerprint: `${file} ${name}`,
        message: 'fails',
        path: inside,
        ...(name === undefined ? {} : { test: name }),
      }),
    );
  });
}

/** Each test with its own code: its call, and the values and helpers at the top of its file that it names. */
function testsOf(file: string, text: string): { readonly name: string; readonly code: string }[] {
  const source = parse(compiler, file, text);
  const { tree } = source;
  const shared = tree.statements.flatMap((statement) => {
    const names = compiler.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name.getText(tree))
      : compiler.isFunctionDeclaration(statement)
        ? [statement.name?.text ?? '']
        : [];
    return names.map((name) => ({ name, code: statement.getText(tree) }));
  });
  return testsIn(source).map(({ call, name }) => {
    const code = call.getText(tree);
    const words = new Set(code.match(/[\w$]+/g));
    const used = shared.filter((item) => words.has(item.name)).map((item) => item.code);
    return { name: name.replaceAll('.', ' > '), code: [code, ...used].join('\n') };
  });
}
