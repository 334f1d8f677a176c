import type { Evidence } from '../../contract/evidence';
import type { Task } from '../../contract/task';

/** Whether the person named the test or its file. */
export function isRequested(item: Evidence, task: Task): boolean {
  const name = ownName(item);
  return isFileRequested(item, task) || (name !== '' && task.text.toLowerCase().includes(name.toLowerCase()));
}

/**
 * Whether the person surely named the test: its file, or its name in quotes or of several words. The name of a test
 * such as "add" occurs in requests that are about something else.
 */
export function isSurelyRequested(item: Evidence, task: Task): boolean {
  return isFileRequested(item, task) || isTestNamed(item, task);
}

/** Whether the test's name stands in the request, in quotes or of several words. */
export function isTestNamed(item: Evidence, { text }: Task): boolean {
  const name = ownName(item);
  const isQuoted = ['"', "'", '`'].some((quote) => text.includes(`${quote}${name}${quote}`));
  return name !== '' && text.toLowerCase().includes(name.toLowerCase()) && (isQuoted || /\s/.test(name));
}

function isFileRequested({ path }: Evidence, { text, files }: Task): boolean {
  return path !== undefined && (files.includes(path) || text.includes(path.slice(path.lastIndexOf('/') + 1)));
}

function ownName({ test }: Evidence): string {
  return test?.split(' > ').at(-1)?.trim() ?? '';
}
