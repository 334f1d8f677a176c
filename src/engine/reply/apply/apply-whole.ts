import type { WholeEdit } from '../edits';
import { findElision } from '../loss/elision';
import { refusal } from '../refusal';
import type { Applied } from './apply-edit';
import { joinText, linesFor, splitText } from './text-lines';

/**
 * Replaces or creates a whole file. An existing file keeps its line endings, its byte-order mark and
 * whether it ends with a newline; a new file has LF and ends with a newline.
 */
export function applyWhole(edit: WholeEdit, before: string | undefined): Applied {
  const { path, line } = edit;
  const old = splitText(before ?? '');
  const oldTexts = old.lines.map(({ text }) => text);
  const isPathComment =
    edit.pathComment !== undefined &&
    edit.lines[0] === edit.pathComment &&
    oldTexts[0]?.trim() !== edit.pathComment.trim();
  const texts = isPathComment ? edit.lines.slice(1) : edit.lines;
  if (texts.length === 0 && oldTexts.length > 0) {
    const message =
      `The fence for ${path} on line ${line} of the reply is empty. ` +
      'Write the whole file; to delete it, use a diff with `+++ /dev/null`.';
    return { refused: refusal('elided', message, { path }) };
  }
  const elision = findElision(texts, oldTexts);
  if (elision) {
    const at = line + 1 + elision.index + (isPathComment ? 1 : 0);
    const message =
      `The whole file for ${path} leaves code out: line ${at} of the reply is \`${elision.text}\`. ` +
      'The text would replace the whole file as it is. Write the complete file, or use SEARCH/REPLACE blocks for the ' +
      'changed parts.';
    return { refused: refusal('elided', message, { path, identity: elision.text }) };
  }
  const keeps = before === undefined || before === '' ? splitText('') : old;
  return { text: joinText({ ...keeps, bom: old.bom, lines: linesFor(keeps, texts) }) };
}
