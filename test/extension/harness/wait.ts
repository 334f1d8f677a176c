import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';

/** How long a part of the workbench is given to open, or to offer something, before it is asked again. */
export const RETRY_MS = 1500;
/** How long one step in the workbench may take. */
export const WAIT_MS = 15_000;

export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + WAIT_MS; !(await holds()); await delay(50)) {
    if (Date.now() > deadline) throw new Error(`Timed out after ${WAIT_MS / 1000} s waiting until ${what}.`);
  }
}

/** Whether a step could be done in its time; for what is then tried again. */
export function succeeds(step: Promise<unknown>): Promise<boolean> {
  return step.then(
    () => true,
    () => false,
  );
}

/** The visible text in one line. */
export async function visibleText(locator: Locator): Promise<string> {
  return oneLine((await locator.allInnerTexts()).join(' '));
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Escapes a text for use in a regular expression. */
export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
