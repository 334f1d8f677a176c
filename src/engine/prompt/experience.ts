import type { Experience, Recalled } from '../learn/experience/experience';
import { visibleText } from './evidence/visible-text';
import type { Part } from './token-budget';

/** Earlier experience as a part of the first message; none where nothing near is known. */
export function experienceParts(experiences: readonly Recalled[]): Part[] {
  if (experiences.length === 0) return [];
  return [{ title: TITLE, text: experienceText(experiences), why: whyShown(experiences) }];
}

function whyShown(experiences: readonly Recalled[]): string {
  const byMeaning = experiences.filter(({ isByMeaning }) => isByMeaning).length;
  if (byMeaning === 0) return 'earlier runs solved something similar here, found by its words';
  if (byMeaning === experiences.length) return 'earlier runs solved something of the same meaning here, in other words';
  return `earlier runs solved something similar here, ${byMeaning} of ${experiences.length} by meaning, in other words`;
}

/** The same as a section of a later message. */
export function experienceSections(experiences: readonly Experience[]): string[] {
  return experiences.length === 0 ? [] : [`# ${TITLE}\n\n${experienceText(experiences)}`];
}

const TITLE = 'Solved before in this workspace';
const NOTE = 'Earlier runs met similar findings. What solved them is a hint of where to look, not a rule:';

function experienceText(experiences: readonly Experience[]): string {
  return [NOTE, '', ...experiences.map(lineOf)].join('\n');
}

/** One line of plain text, whatever it holds: it is data of earlier runs. */
function lineOf({ kind, title, looked, path, changed, uses }: Experience): string {
  const places = changed.map((each) =>
    each.names.length > 0 ? `${names(each.names)} in ${quoted(each.path)}` : quoted(each.path),
  );
  const now = uses.length > 0 ? `; it uses ${names(uses)}` : '';
  const where = path === undefined ? '' : ` in ${quoted(path)}`;
  const said = title === undefined ? quoted(looked) : `test ${quoted(title)}, ${quoted(looked)}`;
  return `- ${inline(kind)}${where}, ${said}: solved by a change of ${places.join(', ')}${now}.`;
}

const names = (list: readonly string[]): string => list.map(quoted).join(', ');
const inline = (text: string): string =>
  visibleText(text)
    .replace(/[\s`]+/g, ' ')
    .trim();
const quoted = (text: string): string => `\`${inline(text)}\``;
