import path from 'node:path';
import type { Files } from '../../files/files';

/** Declarations that are written by hand for a library in JavaScript, tests of these by tsd, and configs of tools. */
const FOR_JAVASCRIPT = /\.d\.[cm]?ts$|\.test-d\.[cm]?tsx?$|\.config\.[cm]?ts$/;

/** Whether a folder and those below it, but for the `skipped`, have sources, and all of them are JavaScript. */
export function isJavaScript(folder: string, files: Pick<Files, 'entries'>, depth: number, skipped: RegExp): boolean {
  const found = { ts: false, js: false };
  const look = (at: string, left: number): void => {
    const { files: names, directories } = files.entries(at);
    for (const name of names) {
      if (/\.[cm]?tsx?$/.test(name) && !FOR_JAVASCRIPT.test(name)) found.ts = true;
      if (/\.[cm]?jsx?$/.test(name)) found.js = true;
    }
    for (const name of left > 0 ? directories : []) if (!skipped.test(name)) look(path.posix.join(at, name), left - 1);
  };
  look(folder, depth);
  return found.js && !found.ts;
}
