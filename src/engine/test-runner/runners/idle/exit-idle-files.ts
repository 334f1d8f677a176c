import { BUSY_MS, IDLE_SECONDS, LOOK_AT_CHILDREN } from './exit-when-idle';

/**
 * Source of `watchFiles()` for the reporter of node:test, which also is the first module of each test file's process.
 * Node runs every file in a process of its own, waits until that ends by itself, and keeps what the files behind it
 * report until then. Such a process is asked to exit when all its tests have a result and it has done nothing for
 * `seconds`, as exit-when-idle.ts says; its tests then decide about its exit status, as otherwise.
 *
 * The file's process says what keeps it alive. It does not exit where that is only a timer, because a last hook may
 * wait for it: nothing shows whether hooks have ended.
 */
export const exitIdleFiles = (seconds = IDLE_SECONDS): string => String.raw`
const IDLE_SECONDS = ${seconds};
const { readFileSync, readdirSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');
const every = setInterval;
const exit = process.exit.bind(process);
const readResources = process.getActiveResourcesInfo?.bind(process);
if (process.env.NODE_TEST_CONTEXT !== undefined && isMainThread && readResources && process.platform === 'linux') {
  process.on('SIGUSR2', () => {
    const keptBy = [...new Set(readResources())];
    if (keptBy.every((name) => /^(?:(?:TTY|Pipe)Wrap|Timeout|Immediate)$/.test(name))) return;
    record({ kind: 'went-on', seconds: IDLE_SECONDS, keptBy });
    exit();
  });
}
${LOOK_AT_CHILDREN}
const lookAtChild = (pid) => {
  const all = [pid, ...childrenOf(pid)];
  // What a process has read and written.
  const moved = all.map((child) => readFileSync('/proc/' + child + '/io', 'latin1').replace(/\nsyscr[^]*$/, ''));
  return { cpu: all.reduce((sum, child) => sum + cpuOf(child), 0), seen: [...all, ...moved].join(' ') };
};
const watchFiles = (isReported) => {
  const files = new Set();
  const last = new Map();
  const look = () => {
    for (const pid of childrenIn('self')) {
      const words = readFileSync('/proc/' + pid + '/cmdline', 'utf8').split('\0');
      const file = words.map((word) => resolve(word)).find((path) => files.has(path));
      if (file === undefined) continue;
      const now = lookAtChild(pid);
      const before = last.get(pid);
      const isIdle = before?.seen === now.seen && now.cpu - before.cpu <= ${BUSY_MS} && isReported(file);
      const idle = isIdle ? before.idle + 1 : 0;
      last.set(pid, { ...now, idle });
      if (idle >= IDLE_SECONDS) process.kill(Number(pid), 'SIGUSR2');
    }
  };
  const timer = every(() => {
    try {
      look();
    } catch {
      // A process has just ended, or can't be looked at.
    }
  }, 1000);
  timer.unref();
  return (file) => files.add(file);
};
`;
