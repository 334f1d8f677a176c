import { topLevelIn } from '../../../code/declarations/top-level';
import { quoted, type Source, type SourceChange } from '../../../code/source';
import type { Finding, TopLevel } from '../../../contract/code-inspection';
import { usesIn } from '../../../workspace/imports/used-outside';
import { isReplacedInChange, type WordsOfFile } from '../../replaced-code';
import { type ReadSource, ruleFamily } from '../../rule-family';
import { lostStars } from '../../star-exports';
import type { TaskWords } from '../../task-words';

/** Exports that a change removes although the task does not ask for it. */
export const lostExports = ruleFamily(
  'lost export',
  [
    {
      id: 'lost-export',
      summary:
        'Refuses a change that takes exports away which the task does not name, unless another file has them now. ' +
        'Those that only code of the change used are told.',
      appliesTo: 'files of code that existed before, except tests',
      lowers: { by: 'choice' },
    },
  ],
  { kind: 'loss', find: findLostExports },
);

async function findLostExports(
  changes: readonly SourceChange[],
  task: TaskWords,
  read: { readonly before: ReadSource; readonly after: ReadSource },
): Promise<Finding<'lost-export'>[]> {
  const tops = changes.map(({ before, after }) => ({ before: topOf(before), after: topOf(after) }));
  const gained = new Set(
    tops.flatMap(({ before, after }) => (after?.exports ?? []).filter((name) => !before?.exports.includes(name))),
  );
  const found = changes.map(async ({ path, before, after }, index) => {
    const top = tops[index];
    if (!before || before.declaresTests || !top?.before) return [];
    const was = top.before;
    const isLost = (name: string): boolean => !top.after?.exports.includes(name) && !gained.has(name);
    // Whoever names the file, or asks for another kind of export, knows what becomes of these.
    const isFileNamed = !after && task.names(baseName(path));
    const others = changes.filter((change) => change.path !== path).map(wordsOf);
    const isReplaced = (name: string): boolean =>
      after !== undefined &&
      top.after !== undefined &&
      isReplacedInChange(
        name,
        { before: { text: before.text, top: was }, after: { text: after.text, top: top.after } },
        others,
      );
    const stars = top.after && (await lostStars(path, was, top.after, topsBy(read)));
    return was.exports
      .flatMap((name) => stars?.get(name) ?? [name])
      .filter((name) => isLost(name) && !isFileNamed && !isNamed(name, path, task))
      .map((name) => ({ ...lostExport(path, name, after), ...(isReplaced(name) ? { unlessUnused: name } : {}) }));
  });
  return (await Promise.all(found)).flat();
}

function topsBy({ before, after }: { readonly before: ReadSource; readonly after: ReadSource }) {
  return {
    before: async (path: string) => topOf(await before(path)),
    after: async (path: string) => topOf(await after(path)),
  };
}

function wordsOf({ before, after }: SourceChange): WordsOfFile {
  const count = (source: Source | undefined) => (name: string) => (source ? usesIn(source.text, name) : 0);
  return { before: count(before), after: count(after) };
}

function isNamed(name: string, path: string, task: TaskWords): boolean {
  return task.names(name) || (name === 'default' && task.names(baseName(path)));
}

function topOf(source: Source | undefined): TopLevel | undefined {
  return source && topLevelIn(source.ts, source.tree);
}

function baseName(path: string): string {
  return path.split('/').at(-1)?.replace(/\..*$/, '') ?? path;
}

function lostExport(path: string, name: string, after: Source | undefined): Finding<'lost-export'> {
  const what =
    name === 'default'
      ? 'The default export'
      : name.startsWith('* ')
        ? `\`export ${name}\``
        : `The export ${quoted(name)}`;
  return {
    rule: 'lost-export',
    path,
    pos: after && 0,
    key: name,
    owner: '',
    message:
      `${what} of ${path} is gone, and the task does not name it. ` +
      `Put it back, or export ${name.startsWith('* ') ? 'all of it' : 'it'} from where it is now.`,
  };
}
