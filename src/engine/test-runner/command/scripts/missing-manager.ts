import { isAssignment, programName, TRANSPARENT } from '../program-name';
import type { Edit, Segment } from '../shell-line';
import { FINDERS, MANAGERS, type ManagerCommand, readManager } from './package-manager';

/** Says whether a program is in the packages' programs of a folder, or among those of the machine. */
export type HasProgram = (name: string, dir: string) => boolean;

/** A package manager that a command starts and that is not installed here. */
export interface MissingManager {
  readonly name: string;
  /** What it is to run; undefined for anything but scripts and programs, such as an installation. */
  readonly command: ManagerCommand | undefined;
  /** Index of its word. */
  readonly at: number;
}

/** The manager that the command starts, if it is not installed. */
export function missingManager({ words }: Segment, dir: string, has: HasProgram): MissingManager | undefined {
  const at = words.findIndex((word) => !isAssignment(word) && !TRANSPARENT.has(word.text));
  const name = programName(words[at]?.text ?? '');
  if (!MANAGERS.has(name) && !FINDERS.has(name)) return undefined;
  if (has(name, dir)) return undefined;
  const program: ManagerCommand = { kind: 'program', from: at + 1 };
  return { name, at, command: FINDERS.has(name) ? program : readManager(name, words, at) };
}

/**
 * The edit that starts the program without the manager, whose only part in it is to find the program; undefined if
 * the program is not installed either, or is to run in another folder.
 */
export function withoutManager(
  { words }: Segment,
  missing: MissingManager,
  dir: string,
  has: HasProgram,
): Edit | undefined {
  const { command, at } = missing;
  if (command === undefined) return undefined;
  if (command.kind !== 'program' && command.selection.kind !== 'here') return undefined;
  const from = command.kind === 'script' ? words.findIndex(({ text }) => text === command.script) : command.from;
  const program = words.findIndex(({ text }, index) => index >= from && !text.startsWith('-'));
  const [manager, word] = [words[at], words[program]];
  if (!manager || !word || !has(programName(word.text), dir)) return undefined;
  return { start: manager.start, end: word.start, text: '' };
}
