import { exitWhenIdle, IDLE_SECONDS } from './exit-when-idle';

/**
 * Source for the first module of a process whose program is no runner that we know, but may print TAP or the summary
 * of uvu: the process is exited as exit-when-idle.ts says once it has printed that all its tests have ended, which
 * for TAP is a plan with as many results. What a program prints is only looked at, and another one's output is not.
 * `file`: where it is recorded that the process went on.
 */
export const exitWhenTold = (file: string, seconds = IDLE_SECONDS): string => String.raw`
const { appendFileSync } = require('node:fs');
const { stripVTControlCharacters } = require('node:util');
const record = (entry) => appendFileSync(${JSON.stringify(file)}, JSON.stringify(entry) + '\n');
${exitWhenIdle(seconds)}
const watchOutput = () => {
  const write = process.stdout.write;
  let line = '';
  let results = 0;
  let planned;
  let isTold = false;
  const read = (text) => {
    if (/^(?:not )?ok\b/.test(text)) results += 1;
    const [, count] = /^1\.\.(\d+)\s*$/.exec(text) ?? [];
    if (count !== undefined) planned = Number(count);
    isTold = /^ {2}Skipped: +\d+$/.test(text) || (planned !== undefined && planned > 0 && results >= planned);
    if (isTold) exitWhenIdle();
  };
  // It stays in place, because what replaced it in turn would be lost with it.
  process.stdout.write = function (chunk, ...rest) {
    if (isTold) return write.call(this, chunk, ...rest);
    const lines = (line + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))).split('\n');
    line = lines.pop().slice(0, 200);
    for (const text of lines) if (!isTold) read(stripVTControlCharacters(text));
    return write.call(this, chunk, ...rest);
  };
};
`;
