import type { Permissions, Task } from '../../engine/contract/task';
import type { CommandId } from '../contributions';
import { l10n } from '../l10n';
import type { Settings } from '../settings';
import { formatCost } from '../views/format';

/** What is shown above a request before it runs. */
export interface RequestFacts {
  /** Whether existing tests may change, as the person chose or as the words say. */
  readonly tests: Permissions['tests'];
  readonly focus: Pick<Task, 'files' | 'selection'>;
  /** Undefined where a setting is invalid. */
  readonly settings: Settings | undefined;
  /** Name of the folder, where several are open. */
  readonly folder: string | undefined;
  /** The strategy of the last run here. */
  readonly lastStrategy: string | undefined;
}

export interface RequestLine {
  readonly title: string;
  readonly command: CommandId | 'workbench.action.openSettings';
  readonly tooltip: string;
  readonly arguments?: readonly unknown[];
}

/** The lines above a request: the button that runs it, and each choice with what it is now. */
export function requestLines(facts: RequestFacts): RequestLine[] {
  const { settings } = facts;
  return [
    {
      title: `$(play) ${l10n.t('Run (Ctrl/⌘+Enter)')}`,
      command: 'loopcraft.runRequest',
      tooltip: l10n.t('Start the run. Nothing is written before you accept.'),
    },
    {
      title: l10n.t('May change tests: {0}', testsText(facts.tests)),
      command: 'loopcraft.toggleRequestTests',
      tooltip: l10n.t('Tests judge the result. Click to change this.'),
    },
    ...focusLine(facts.focus),
    {
      title: l10n.t('Model: {0}', settings?.model || l10n.t('choose one')),
      command: 'loopcraft.chooseModel',
      tooltip: l10n.t('Choose another model'),
    },
    ...(settings === undefined ? [] : [limitLine(settings)]),
    {
      title: strategyText(settings, facts.lastStrategy),
      command: 'loopcraft.showPatterns',
      tooltip: l10n.t('How a run begins is chosen when it starts, by what worked here. Click to see what was learned.'),
    },
    {
      title: `$(history) ${l10n.t('Earlier Requests')}`,
      command: 'loopcraft.earlierRequests',
      tooltip: l10n.t('Use the words of an earlier request'),
    },
    ...(facts.folder === undefined ? [] : [folderLine(facts.folder)]),
  ];
}

function testsText(tests: Permissions['tests']): string {
  if (tests === 'add') return l10n.t('only new ones, as you say');
  return tests ? l10n.t('yes') : l10n.t('no');
}

function focusLine({ files, selection }: RequestFacts['focus']): RequestLine[] {
  if (files.length === 0) return [];
  const lines = selection === undefined ? '' : `:${selection.startLine}–${selection.endLine}`;
  const title = l10n.t('In focus: {0}', `${files.join(', ')}${lines}`);
  return [{ title, command: 'loopcraft.clearRequestFocus', tooltip: l10n.t('Click to leave this out') }];
}

function limitLine({ limits }: Settings): RequestLine {
  return {
    title: l10n.t('Spend at most: {0}', formatCost(limits.maxCostUsd, true)),
    command: 'workbench.action.openSettings',
    tooltip: l10n.t('Change the limits of a run'),
    arguments: ['loopcraft.limits'],
  };
}

function strategyText(settings: Settings | undefined, last: string | undefined): string {
  const branches = settings?.branches ?? 1;
  if (branches > 1) return l10n.t('Strategy: begins with {0} candidates', branches);
  return last === undefined
    ? l10n.t('Strategy: chosen at the start')
    : l10n.t('Strategy: chosen at the start (last: {0})', last);
}

function folderLine(folder: string): RequestLine {
  return {
    title: l10n.t('Folder: {0}', folder),
    command: 'loopcraft.chooseRequestFolder',
    tooltip: l10n.t('Choose another folder'),
  };
}
