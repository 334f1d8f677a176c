// A model that was asked for a whole file often writes only the part that changes. What counts is what the file
// would lose, not what the reply says of it.
import { isCode } from '../../code/source';
import type { CodeText, FunctionBody, TopLevel } from '../../contract/code-inspection';
import type { Evidence } from '../../contract/evidence';
import { lostStars } from '../../integrity/star-exports';
import type { TaskWords } from '../../integrity/task-words';
import { escapeRegExp } from '../../platform/escape-reg-exp';
import { type Edit, pathsOf, type WholeEdit } from '../edits';
import { CONFLICT_MARKERS } from '../formats/foreign/conflict';
import { foreignText } from '../formats/foreign/foreign-text';
import { foreignFormat, refusal } from '../refusal';
import { asMeant } from './as-meant';
import { findElision } from './elision';
import { emptiedIn } from './emptied';
import { asDeclaration } from './excerpt';
import { lostFrom } from './lost-code';
import { lostText } from './lost-text';
import { newTextsOf, topReaders } from './new-texts';
import { severalFiles } from './several-files';
import { unusedExports } from './unused-exports';

export interface LossDeps {
  /** The text that the edits apply to; undefined: no such file, or not a text. */
  readonly readBefore: (path: string) => Promise<string | undefined>;
  /** The text in the person's workspace. */
  readonly readOriginal: (path: string) => Promise<string | undefined>;
  /** Reads declarations; it may return none where the parser can't be reached. */
  readonly readTopLevels: (files: readonly CodeText[]) => Promise<readonly TopLevel[]>;
  readonly task: TaskWords;
  /** The files of the workspace. */
  readonly files: readonly string[];
}

interface Judged {
  readonly edits: readonly Edit[];
  readonly refusals: readonly Evidence[];
  readonly notes: readonly string[];
}

/**
 * Turns whole files that hold one declaration of their file into a replacement of that declaration, and refuses
 * others that lose what the task doesn't name. What stands elsewhere in the reply is moved, not lost.
 */
export async function judgeWholeFiles(edits: readonly Edit[], deps: LossDeps): Promise<Judged> {
  const judged: { edits: Edit[]; refusals: Evidence[]; notes: string[] } = { edits: [], refusals: [], notes: [] };
  const all: Edit[] = [];
  for (const edit of edits) {
    const meant =
      edit.kind === 'whole' ? await asMeant(edit, await deps.readBefore(edit.path), deps.readTopLevels) : undefined;
    all.push(meant?.edit ?? edit);
    if (meant) judged.notes.push(writtenWith(edit, meant.what));
  }
  for (const edit of all) {
    if (edit.kind !== 'whole') {
      judged.edits.push(edit);
      continue;
    }
    const foreign = (await foreignIn(edit, deps)) ?? (await severalFiles(edit, deps.readBefore));
    const { edit: kept, refused, note }: Outcome = foreign ? { edit, refused: foreign } : await judge(edit, all, deps);
    judged.edits.push(kept);
    // A file that is given twice, or with a comment in place of code, is refused for that when it is applied.
    const isRefusedLater =
      kept === edit && (all.some((other) => isOtherOf(edit, other)) || (await isElided(edit, deps)));
    if (refused && !isRefusedLater) judged.refusals.push(refused);
    if (note !== undefined) judged.notes.push(note);
  }
  return judged;
}

function writtenWith(edit: Edit, what: string): string {
  const where = `The code for ${pathsOf(edit).join()} on line ${edit.line} of the reply`;
  return `${where} is written with ${what}, which were left out.`;
}

function isOtherOf(edit: WholeEdit, other: Edit): boolean {
  const isSame = other.kind === 'whole' && other.lines.join('\n') === edit.lines.join('\n');
  return other !== edit && pathsOf(other).includes(edit.path) && !isSame;
}

async function isElided({ path, lines }: WholeEdit, deps: LossDeps): Promise<boolean> {
  return findElision(lines, ((await deps.readBefore(path)) ?? '').split(/\r?\n/)) !== undefined;
}

interface Outcome {
  readonly edit: Edit;
  readonly refused?: Evidence;
  readonly note?: string;
}

/** A change in another tool's format, which would become the file's text. What is complete as code is none. */
async function foreignIn({ path, line, lines }: WholeEdit, deps: LossDeps): Promise<Evidence | undefined> {
  if (/\.(?:mdx?|markdown|txt|diff|patch|snap|rst|adoc)$/i.test(path)) return undefined;
  const what = foreignText(lines, (await deps.readBefore(path))?.split(/\r?\n/) ?? []);
  if (what === undefined) return undefined;
  const [top] = isCode(path) ? await deps.readTopLevels([{ path, text: lines.join('\n') }]) : [];
  const isDoubtful = isCode(path) && top === undefined && what !== CONFLICT_MARKERS;
  return isDoubtful || top?.isComplete ? undefined : foreignFormat(line, what);
}

async function judge(edit: WholeEdit, all: readonly Edit[], deps: LossDeps): Promise<Outcome> {
  const { path } = edit;
  const [before, original] = [await deps.readBefore(path), await deps.readOriginal(path)];
  const after = edit.lines.join('\n');
  // An empty fence is refused when it is applied.
  if (before === undefined || original === undefined || original.trim() === '' || after.trim() === '') return { edit };
  const plain = { edit, before: unixLines(before), original: unixLines(original), after };
  if (isCode(path)) {
    const parsed = await parse(path, [plain.before, plain.original, after], deps);
    return parsed ? judgeCode(plain, parsed, all, deps) : { edit };
  }
  const what = lostText(path, plain.before, after);
  const isAsked = deps.task.asksForRemoval && deps.task.names(nameOf(path));
  return what === undefined || isAsked ? { edit } : { edit, refused: excerptRefusal(edit, what) };
}

interface Texts {
  readonly edit: WholeEdit;
  readonly before: string;
  readonly original: string;
  readonly after: string;
}

type Tops = readonly [before: TopLevel, original: TopLevel, after: TopLevel];

async function judgeCode(texts: Texts, tops: Tops, all: readonly Edit[], deps: LossDeps): Promise<Outcome> {
  const { edit, before, original, after } = texts;
  const { task } = deps;
  const now = { text: after, top: tops[2] };
  const wasOriginal = new Set(lostFrom({ text: original, top: tops[1] }, now));
  const lostNow = lostFrom({ text: before, top: tops[0] }, now).filter((name) => wasOriginal.has(name));
  const stars = await lostStars(edit.path, tops[0], tops[2], topReaders(all, deps));
  const gone = [...new Set(lostNow.flatMap((name) => stars.get(name) ?? [name]))];
  const moved = newTextsOf(all.filter((other) => other !== edit)).join('\n');
  const missing = gone.filter((name) => !declares(moved, name));
  const file = { path: edit.path, before: { text: before, top: tops[0] }, after: now };
  const unused = await unusedExports(missing, file, all, deps);
  const lost = missing.filter((name) => !unused.has(name));
  if (lost.length === 0) {
    const first = { text: original, top: tops[1] };
    const emptied = emptiedIn(file.before, first, now, { task, elsewhere: moved });
    return emptied.length === 0 ? { edit } : { edit, refused: emptiedRefusal(edit, emptied) };
  }
  const unnamed = lost.filter((name) => !task.names(name));
  const declaration = asDeclaration(edit, before, tops[0], now);
  if (declaration && !(unnamed.length === 0 && task.asksForRemoval)) {
    if ('why' in declaration) return { edit, refused: excerptRefusal(edit, listed(lost), declaration.why) };
    if (lost.some((name) => name.startsWith(`${declaration.name}.`)))
      return { edit, refused: excerptRefusal(edit, listed(lost)) };
    const [result] = await deps.readTopLevels([{ path: edit.path, text: declaration.result }]);
    const isWhole = result?.isComplete && sameNames(result.exports, tops[0].exports);
    if (!isWhole) return { edit, refused: excerptRefusal(edit, listed(lost), exportsDiffer(declaration.name)) };
    const note =
      `The code for ${edit.path} on line ${edit.line} of the reply is only \`${declaration.name}\`, ` +
      'so it replaces that declaration and nothing else.';
    return { edit: declaration.edit, note };
  }
  return unnamed.length === 0 ? { edit } : { edit, refused: excerptRefusal(edit, listed(unnamed)) };
}

async function parse(path: string, texts: readonly string[], { readTopLevels }: LossDeps): Promise<Tops | undefined> {
  const [before, original, after] = await readTopLevels(texts.map((text) => ({ path, text })));
  return before && original && after ? [before, original, after] : undefined;
}

function excerptRefusal({ path, line }: WholeEdit, lost: string, why = ''): Evidence {
  const message =
    `The code for ${path} on line ${line} of the reply is only a part of that file: as the whole file it would ` +
    `lose ${lost}, which nothing in the task asks for.${why === '' ? '' : ` ${why}`} ` +
    'Change the file with SEARCH/REPLACE blocks, which also can remove what is meant to go, or write all of it.';
  return refusal('excerpt', message, { path, identity: lost });
}

function emptiedRefusal({ path, line }: WholeEdit, emptied: readonly FunctionBody[]): Evidence {
  const names = listed(emptied.map(({ name }) => name));
  const [{ text } = { text: '' }] = emptied;
  const message =
    `The whole file for ${path} on line ${line} of the reply leaves out the code of ${names}, which nothing in the ` +
    `task asks for: \`${text.replace(/\s+/g, ' ').slice(0, MAX_BODY)}\` is all that is left. Write the code that the ` +
    'file has, or change the file with SEARCH/REPLACE blocks of the lines that change.';
  return refusal('elided', message, { path, identity: names });
}

/** Characters that are shown of what is left of a function. */
const MAX_BODY = 120;
const MAX_LISTED = 8;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_LISTED).map((name) => (name.includes(' ') ? name : `\`${name}\``));
  return shown.join(', ') + (names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : '');
}

function exportsDiffer(name: string): string {
  return `\`${name}\` can't be put in place alone, because the file would then export other names or not be complete.`;
}

/** Whether a text declares the name, or exports it from somewhere. */
function declares(text: string, name: string): boolean {
  const last = name.split('.').at(-1) ?? name;
  if (!/^[\w$]+$/.test(last)) return false;
  const word = escapeRegExp(last);
  return new RegExp(
    `(?:\\b(?:function\\*?|class|const|let|var|interface|type|enum|namespace)\\s+${word}\\b)|` +
      `(?:^export\\s*(?:type\\s*)?\\{[^}]*\\b${word}\\b)`,
    'm',
  ).test(text);
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function unixLines(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}

function nameOf(path: string): string {
  return (
    path
      .split('/')
      .at(-1)
      ?.replace(/\.[^.]*$/, '') ?? path
  );
}
