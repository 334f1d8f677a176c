/**
 * Seconds that a runner's process may go on without doing anything after it has reported everything. Playwright gives
 * itself as long before it exits by force, vitest 10 s; Jest says after one second that it did not exit.
 */
export const IDLE_SECONDS = 30;
/** The same where its exit status says nothing: only some tests run, or it is known that it does not end. */
export const KNOWN_IDLE_SECONDS = 5;
/** CPU time of a process and its children within a second, in milliseconds, above which it does something. */
export const BUSY_MS = 20;

/** Source of functions that look at processes by what Linux tells of them; on other systems they throw. */
export const LOOK_AT_CHILDREN = String.raw`
const childrenIn = (pid) => readdirSync('/proc/' + pid + '/task').flatMap((task) =>
  readFileSync('/proc/' + pid + '/task/' + task + '/children', 'latin1').split(' ').filter(Boolean));
const childrenOf = (pid) => childrenIn(pid).flatMap((child) => [child, ...childrenOf(child)]);
// Ten milliseconds are one tick of Linux's clock.
const cpuOf = (pid) => {
  const fields = readFileSync('/proc/' + pid + '/stat', 'latin1').replace(/^.*\)/, '').split(' ');
  return (Number(fields[12]) + Number(fields[13])) * 10;
};
`;

/**
 * Source of `exitWhenIdle()` for reporters: exits the runner's own process, as `mocha --exit` and `jest --forceExit`
 * do, when it has had nothing to do for `seconds`. A server, a connection or a timer that tests have left open
 * keeps it alive otherwise, until the time limit ends the command and its results are lost.
 *
 * It is called when the runner has reported all that it will, and ends only that process, with its own exit status:
 * the next step of a line, another runner or a program beside it go on as if it had ended by itself. It does
 * something while it or a child process uses CPU time, writes output or files, or child processes come and go. Where
 * that can't be seen (child processes on other systems than Linux, old versions of Node), it is left alone. The timer's
 * function is taken at the start, because tests may replace it.
 */
export const exitWhenIdle = (seconds = IDLE_SECONDS): string => `
const IDLE_SECONDS = ${seconds};
const { readFileSync, readdirSync } = require('node:fs');
const every = setInterval;
const exit = process.exit.bind(process);
const readResources = process.getActiveResourcesInfo?.bind(process);
${LOOK_AT_CHILDREN}const lookAtProcess = () => {
  const resources = readResources();
  // A file that is read or written.
  if (resources.some((name) => name.startsWith('FSReq'))) return undefined;
  const { user, system } = process.cpuUsage();
  let cpu = (user + system) / 1000;
  let children = [];
  try {
    if (resources.includes('ProcessWrap')) children = childrenOf(process.pid);
    for (const child of children) cpu += cpuOf(child);
  } catch {
    return undefined;
  }
  const written = (process.stdout.bytesWritten ?? 0) + (process.stderr.bytesWritten ?? 0);
  return { cpu, seen: [written, ...children].join(' '), resources };
};
const exitWhenIdle = () => {
  if (readResources === undefined) return;
  let last = lookAtProcess();
  let idle = 0;
  // Without anything else to wait for, this timer does not keep the process alive, either.
  every(() => {
    const now = lookAtProcess();
    const isIdle = now && last && now.seen === last.seen && now.cpu - last.cpu <= ${BUSY_MS};
    idle = isIdle ? idle + 1 : 0;
    last = now;
    if (idle < IDLE_SECONDS) return;
    record({ kind: 'went-on', seconds: IDLE_SECONDS, keptBy: [...new Set(now.resources)] });
    exit();
  }, 1000).unref();
};
`;
