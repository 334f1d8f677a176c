/** The module of the recorder beside the reporters, which load it if it is there. */
export const RECORDER_FILE = 'function-coverage.cjs';
/** What vitest loads before each test file, because its reporters are in another process. */
export const VITEST_SETUP_FILE = 'function-coverage-setup.mjs';
/** What the names of the files end with in which it records. */
export const COVERAGE_ENDING = '.function-coverage';
/** What follows in the name of an empty file beside those in which a failing test is recorded. */
export const FAILED_ENDING = '-failed';

const LIMITS = {
  /** Bytes that one process writes at most. With half of them written, only sums are written of passing tests. */
  bytes: 4_000_000,
  /** Share of a process's time that watching single tests may take; then passing tests are watched several together. */
  share: 0.3,
};
/** Milliseconds that it may take beside this share, so that a few hundred tests of no length are told apart. */
const FREE_MS = 500;
/** How many times more passing tests each sum is about than the one before. */
const SUM_GROWTH = 1.25;
/** Failing tests of one process; more of them rarely have other causes. */
const MAX_FAILING = 50;

const RECORDER = String.raw`
const { appendFileSync, writeFileSync } = require('node:fs');
const { threadId } = require('node:worker_threads');
const now = performance.now.bind(performance);
const KEY = Symbol.for('loopcraft.function-coverage');
const start = () => {
  const { Session } = require('node:inspector');
  const session = new Session();
  session.connect();
  const post = (method, params) => {
    let answer;
    session.post(method, params, (error, result) => { if (!error) answer = result; });
    return answer;
  };
  post('Profiler.enable');
  if (!post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })) throw new Error('no coverage');
  const out = FOLDER + '/' + process.pid + '-' + threadId + ENDING;
  const paths = new Map();
  const pathOf = (url) => {
    if (paths.has(url)) return paths.get(url);
    let path = url.replace(/\?.*$/, '').replaceAll('\\', '/');
    const file = path.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, '');
    try { if (file !== path) path = decodeURIComponent(file); } catch {}
    const root = ROOTS.find((each) => path.startsWith(each + '/'));
    const inside = root === undefined ? undefined : path.slice(root.length + 1);
    const own = inside === undefined || ('/' + inside).includes('/node_modules/') ? undefined : inside;
    paths.set(url, own);
    return own;
  };
  const ids = new Map();
  const blockIds = new Map();
  let bytes = 0;
  const write = (entry) => {
    const line = JSON.stringify(entry) + '\n';
    bytes += line.length;
    if (bytes <= MAX_BYTES) appendFileSync(out, line);
  };
  const take = () => {
    // By function: how many of its copies ran, and for its blocks, how many of those left them out.
    const ran = new Map();
    const added = [];
    const blocks = [];
    for (const { url, functions } of post('Profiler.takePreciseCoverage')?.result ?? []) {
      const path = pathOf(url);
      if (path === undefined) continue;
      for (const { functionName, ranges: [{ startOffset, endOffset, count }, ...inner] } of functions) {
        // The code of the module itself runs for whichever test loads it first.
        if (startOffset === 0) continue;
        const key = path + '\0' + startOffset + '\0' + functionName;
        let id = ids.get(key);
        if (id === undefined) {
          id = ids.size;
          ids.set(key, id);
          added.push([path, functionName, startOffset, endOffset]);
        }
        if (count === 0) continue;
        const copies = ran.get(id) ?? { count: 0, without: new Map() };
        ran.set(id, copies);
        copies.count += 1;
        for (const range of inner) {
          if (range.count > 0) continue;
          const block = id + '\0' + range.startOffset + '\0' + range.endOffset;
          let blockId = blockIds.get(block);
          if (blockId === undefined) {
            blockId = blockIds.size;
            blockIds.set(block, blockId);
            blocks.push([id, range.startOffset, range.endOffset]);
          }
          copies.without.set(blockId, (copies.without.get(blockId) ?? 0) + 1);
        }
      }
    }
    if (added.length > 0) write({ added });
    if (blocks.length > 0) write({ blocks });
    const skipped = [...ran.values()].flatMap(({ count, without }) =>
      [...without].flatMap(([blockId, copies]) => (copies === count ? [blockId] : [])));
    return { ran: [...ran.keys()], skipped };
  };
  // Of passing tests, since this was written last.
  let sum = { passed: 0, ran: new Map(), skipped: new Map() };
  let enough = 1;
  const writeSum = () => {
    if (sum.passed > 0) write({ passed: sum.passed, ran: [...sum.ran], skipped: [...sum.skipped] });
    sum = { passed: 0, ran: new Map(), skipped: new Map() };
  };
  const addToSum = (ran, skipped) => {
    const count = (counts, items) => { for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1); };
    sum.passed += 1;
    count(sum.ran, ran);
    count(sum.skipped, skipped);
    // A process may be ended at any time. What is lost then is a part of what is written.
    if (sum.passed < enough) return;
    writeSum();
    enough *= ${SUM_GROWTH};
  };
  let spent = 0;
  let waiting = 0;
  let empty = 0;
  let failing = 0;
  let current;
  const recorder = {
    started(test) {
      current = test;
    },
    loaded(file) {
      const { ran } = take();
      if (ran.length > 0) write({ file, loaded: ran });
      waiting = 0;
    },
    ended({ file, name, failed }) {
      current = undefined;
      if (bytes > MAX_BYTES || empty >= 3 || (failed && failing >= ${MAX_FAILING})) return;
      waiting += 1;
      const began = now();
      if (!failed && spent > ${FREE_MS} + began * MAX_SHARE) return;
      const { ran, skipped } = take();
      spent += now() - began;
      // The tests run in other processes.
      empty = ran.length === 0 && ids.size === 0 ? empty + 1 : 0;
      if (failed && failing === 0) writeFileSync(out + FAILED_ENDING, '');
      if (failed) failing += 1;
      if (ran.length === 0) return;
      if (!failed && bytes > MAX_BYTES / 2) addToSum(ran, skipped);
      else write({ file, name, failed, tests: waiting, ran, skipped });
      waiting = 0;
    },
  };
  // A test that ends its process never has a result.
  process.on('exit', () => safely(() => {
    if (current) recorder.ended({ ...current, failed: true });
    writeSum();
  }));
  return recorder;
};
const NOTHING = { started() {}, loaded() {}, ended() {} };
const safely = (work) => {
  try { return work(); } catch { return undefined; }
};
const create = () => (process.env.NODE_V8_COVERAGE ? undefined : safely(start)) ?? NOTHING;
const recorder = (process[KEY] ??= create());
// Whatever goes wrong here must not change what the tests say.
exports.started = (test) => safely(() => recorder.started(test));
exports.loaded = (file) => safely(() => recorder.loaded(file));
exports.ended = (test) => safely(() => recorder.ended(test));
exports.isOn = recorder !== NOTHING;
// Jest's workers load this first, and tell their parent of each test. What the tests start is left alone.
exports.inWorkers = ' --require ' + JSON.stringify(__filename);
const isWorker = process.env.JEST_WORKER_ID !== undefined && process.send;
if (isWorker && process.env.NODE_OPTIONS?.includes(exports.inWorkers)) {
  process.env.NODE_OPTIONS = process.env.NODE_OPTIONS.replace(exports.inWorkers, '');
  if (process.env.NODE_OPTIONS === '') delete process.env.NODE_OPTIONS;
  const send = process.send;
  process.send = function (message, ...rest) {
    const [kind, [file, test] = []] = (Array.isArray(message) && Array.isArray(message[1]) && message[1]) || [];
    if (kind === 'test-case-start') exports.jestStart(file, test);
    if (kind === 'test-case-result') exports.ended({ file, ...exports.jestTest(test) });
    return send.call(this, message, ...rest);
  };
}
let jestFile;
// Before version 29.7 jest does not tell of a test's start, and the first one of a file ran what loading it did.
exports.jestStart = (file, test) => {
  if (file !== jestFile) exports.loaded(file);
  jestFile = file;
  if (test) exports.started({ file, name: exports.jestTest(test).name });
};
exports.jestTest = ({ ancestorTitles = [], title, status }) => ({
  name: [...ancestorTitles, title].join(' > '),
  failed: status === 'failed',
});
`;

/**
 * Source of a module that records which functions of the workspace each test runs, and which blocks of those it leaves
 * out. V8 counts, which costs little; asking for the counts costs milliseconds, so passing tests are asked for less
 * often where tests are short. It is not started where something else counts in the same process, such as c8: V8 sets
 * its counts back when it is asked.
 *
 * `started({ file, name })`: the test that runs now, which is taken for failed if the process ends before it does.
 * `loaded(file)`: what ran since the last call was run while the tests of this file, or all, were loaded.
 * `ended({ file, name, failed })`: what ran since the last call belongs to this test. `roots`: folders of the
 * workspace's copy.
 */
export function recorderSource(folder: string, roots: readonly string[], limits = LIMITS): string {
  const values = {
    FOLDER: folder,
    ROOTS: roots.map((root) => root.replaceAll('\\', '/')),
    ENDING: COVERAGE_ENDING,
    FAILED_ENDING,
    MAX_BYTES: limits.bytes,
    MAX_SHARE: limits.share,
  };
  const constants = Object.entries(values).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
  return constants.join('') + RECORDER;
}

/** Source of what vitest loads before each test file, in each of its pools. In a browser it does nothing. */
export const VITEST_SETUP = `
try {
  const { createRequire } = await import('node:module');
  const { dirname, join } = await import('node:path');
  const { fileURLToPath } = await import('node:url');
  const here = fileURLToPath(import.meta.url.split('?')[0]);
  const coverage = createRequire(here)(join(dirname(here), ${JSON.stringify(RECORDER_FILE)}));
  const { afterEach, beforeAll, beforeEach, expect } = coverage.isOn ? await import('vitest') : {};
  // Newer versions take a named argument of a hook for a mistake, version 1 says the file only there.
  const fileNow = () => expect.getState().testPath ?? globalThis.__vitest_worker__?.filepath;
  beforeAll?.(() => coverage.loaded(fileNow()));
  const own = ({ name }) => (name ? [name] : []);
  const namesOf = (task) => (!task || task.filepath ? [] : [...namesOf(task.suite), ...own(task)]);
  const ended = (task) => {
    const failed = task.result?.state === 'fail';
    coverage.ended({ file: task.file?.filepath, name: namesOf(task).join(' > '), failed });
  };
  // A hook of the file that fails behind a test ends all hooks behind it. What finishes a test comes in any case.
  beforeEach?.(({ task, onTestFinished }) => onTestFinished?.(() => ended(task)));
  afterEach?.(({ task, onTestFinished }) => onTestFinished || ended(task));
} catch {}
`;
