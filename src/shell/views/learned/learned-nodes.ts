import type { RunRecord } from '../../../engine/journal/record';
import {
  entrySentence,
  entryTitle,
  type LearnedEntry,
  type LearnedGroup,
} from '../../../engine/learn/describing/entries';
import { type Lesson, lastLessons } from '../../../engine/learn/describing/lessons';
import { LEARNED_ITEM } from '../../contributions';
import { l10n } from '../../l10n';
import { formatTokens, shorten } from '../format';
import { GREEN, GREY, RED } from '../node-text';

/** Absolute path of a folder, and what is learned and recorded in it. */
export interface LearnedFolder {
  readonly folder: string;
  readonly name: string;
  readonly groups: readonly LearnedGroup[];
  readonly lessons: readonly Lesson[];
}

export interface EntryNode {
  readonly kind: 'entry';
  readonly folder: string;
  readonly entry: LearnedEntry;
}

export type LearnedNode =
  | { readonly kind: 'folder'; readonly of: LearnedFolder }
  | { readonly kind: 'group'; readonly folder: string; readonly group: LearnedGroup }
  /** What followed red verdicts: many situations, therefore below a node of their own. */
  | { readonly kind: 'moves'; readonly folder: string; readonly groups: readonly LearnedGroup[] }
  | { readonly kind: 'lessons'; readonly folder: string; readonly lessons: readonly Lesson[] }
  | { readonly kind: 'lesson'; readonly folder: string; readonly lesson: Lesson }
  | EntryNode;

/** How many of the last runs are shown. */
const LAST_RUNS = 8;

export function lessonsOf(folder: string, newestFirst: readonly RunRecord[]): Lesson[] {
  return lastLessons(
    newestFirst.filter(({ workspace }) => workspace === folder),
    LAST_RUNS,
  );
}

/** The first level: folders where several are open. Empty, so that the welcome text shows, where nothing is learned. */
export function rootsOf(folders: readonly LearnedFolder[]): LearnedNode[] {
  const known = folders.filter(({ groups, lessons }) => groups.length + lessons.length > 0);
  const [only] = folders.length === 1 ? known : [];
  return only ? partsOf(only) : known.map((of) => ({ kind: 'folder', of }));
}

export function learnedChildren(node: LearnedNode): LearnedNode[] {
  switch (node.kind) {
    case 'folder':
      return partsOf(node.of);
    case 'group':
      return node.group.entries.map((entry) => ({ kind: 'entry', folder: node.folder, entry }));
    case 'moves':
      return node.groups.map((group) => ({ kind: 'group', folder: node.folder, group }));
    case 'lessons':
      return node.lessons.map((lesson) => ({ kind: 'lesson', folder: node.folder, lesson }));
    case 'lesson':
    case 'entry':
      return [];
  }
}

function partsOf({ folder, groups, lessons }: LearnedFolder): LearnedNode[] {
  const moves = groups.filter(({ choice }) => choice === 'move');
  return [
    ...groups.filter(({ choice }) => choice !== 'move').map((group): LearnedNode => ({ kind: 'group', folder, group })),
    ...(moves.length > 0 ? [{ kind: 'moves', folder, groups: moves } as const] : []),
    ...(lessons.length > 0 ? [{ kind: 'lessons', folder, lessons } as const] : []),
  ];
}

/** A node as the tree shows it. */
export interface LearnedText {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Plain text. */
  readonly tooltip: string;
  /** For screen readers: bars can't be read aloud. */
  readonly spoken: string;
  readonly icon?: string;
  readonly color?: string;
  readonly contextValue: string;
  readonly state: 'leaf' | 'open' | 'closed';
}

export function learnedText(node: LearnedNode): LearnedText {
  switch (node.kind) {
    case 'folder':
      return parent(node.of.folder, node.of.name, { icon: 'root-folder', state: 'open' });
    case 'group': {
      const { choice, situation, title, entries } = node.group;
      const isLong = choice === 'move' || choice === 'tries';
      const state = isLong && !entries.some(({ isPinned }) => isPinned) ? 'closed' : 'open';
      return parent(`${node.folder}#${choice}#${situation}`, title, { state });
    }
    case 'moves':
      return parent(`${node.folder}#moves`, l10n.t('What followed red verdicts'), { state: 'closed' });
    case 'lessons':
      return parent(`${node.folder}#lessons`, l10n.t('Last changes'), { state: 'closed' });
    case 'lesson':
      return lessonText(node.folder, node.lesson);
    case 'entry':
      return entryText(node);
  }
}

function parent(id: string, label: string, more: Pick<LearnedText, 'state'> & { readonly icon?: string }): LearnedText {
  return { id, label, description: '', tooltip: label, spoken: label, contextValue: LEARNED_ITEM.other, ...more };
}

function entryText({ folder, entry }: EntryNode): LearnedText {
  const { choice, situation, option, name, tried, solved, tokens, isPinned } = entry;
  const record = tried === 0 ? l10n.t('not tried yet') : `${bar(entry)} ${l10n.t('{0} of {1}', solved, tried)}`;
  const parts = [record, ...(tokens === undefined ? [] : [formatTokens(tokens)])];
  const sentence = entrySentence(entry);
  const counted = tried > 0;
  return {
    id: `${folder}#${choice}#${situation}#${option}`,
    label: capitalized(name),
    description: [...parts, ...(isPinned ? [l10n.t('pinned by you')] : [])].join(' · '),
    tooltip: `${entryTitle(entry)}\n${sentence}`,
    spoken: `${name}. ${sentence}`,
    icon: isPinned ? 'pinned' : counted ? 'circle-filled' : 'circle-outline',
    color: counted || isPinned ? GREEN : GREY,
    contextValue: isPinned
      ? counted
        ? LEARNED_ITEM.pinnedCounted
        : LEARNED_ITEM.pinned
      : counted
        ? LEARNED_ITEM.freeCounted
        : LEARNED_ITEM.free,
    state: 'leaf',
  };
}

function lessonText(folder: string, lesson: Lesson): LearnedText {
  const { runId, name, isSolved, isWithdrawn, tokens, task, startedAt } = lesson;
  const label = isSolved
    ? l10n.t('{0}: solved', capitalized(name))
    : isWithdrawn
      ? l10n.t('{0}: not wanted', capitalized(name))
      : l10n.t('{0}: not solved', capitalized(name));
  const what = isWithdrawn
    ? l10n.t('It was green, but counts as not solved, because you rejected it or took it back.')
    : isSolved
      ? lesson.isEdited
        ? l10n.t('It counts as half a success, because you edited much of it after accepting it.')
        : l10n.t('It counts as solved.')
      : l10n.t('It counts as not solved.');
  const when = new Date(startedAt).toLocaleString();
  return {
    id: `${folder}#lesson#${runId}`,
    label,
    description: `${shorten(task, 60)} · ${formatTokens(tokens)}`,
    tooltip: `${shorten(task, 300)}\n${when}\n${what}`,
    spoken: `${label}. ${shorten(task, 100)}. ${what}`,
    icon: isSolved ? 'pass' : isWithdrawn ? 'discard' : 'error',
    color: isSolved ? GREEN : RED,
    contextValue: LEARNED_ITEM.other,
    state: 'leaf',
  };
}

const CELLS = 8;

/** A bar: full as far as the share surely reaches, half-tone in the range in which it likely lies. */
function bar({ likely: { from, to } }: Pick<LearnedEntry, 'likely'>): string {
  const sure = Math.floor(from * CELLS);
  const possible = Math.max(sure, Math.ceil(to * CELLS));
  return '█'.repeat(sure) + '▒'.repeat(possible - sure) + '░'.repeat(CELLS - possible);
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
