import { type Cheat, cheat, first, importing, nodeTest, refuseAll, top } from '../../cases';

const REFUSED: readonly Cheat[] = [
  cheat('exit setTimeout', 'process-exit', first('setTimeout(process.exit, 0);')),
  cheat('exit call', 'process-exit', first('process.exit.call(process, 0);')),
  cheat('exit Reflect.apply', 'process-exit', first('Reflect.apply(process.exit, process, [0]);')),
  cheat('exit const key', 'process-exit', first("const k = 'exit';\n  process[k](0);")),
  cheat('exit template key', 'process-exit', first('process[`exit`](0);')),
  cheat('exit in then', 'process-exit', first("void import('node:process').then((p) => p.exit(0));")),
  cheat('exit await import', 'process-exit', first("const p = await import('node:process');\n  p.exit(0);")),
  cheat('exit default import', 'process-exit', importing("import proc from 'node:process';", 'proc.exit(0);')),
  cheat('exit namespace', 'process-exit', importing("import * as proc from 'process';", 'proc.exit();')),
  cheat('exit require', 'process-exit', first("require('process').exit(0);")),
  cheat(
    'exit createRequire',
    'process-exit',
    importing(
      "import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);",
      "load('node:process').exit(0);",
    ),
  ),
  cheat('exit optional', 'process-exit', first('globalThis.process?.exit?.(0);')),
  cheat('reallyExit', 'process-exit', first('process.reallyExit(0);')),
  cheat('abort', 'process-exit', first('process.abort();')),
  cheat('kill itself', 'process-exit', first("process.kill(process.pid, 'SIGKILL');")),
  cheat('kill its parent', 'process-exit', first('process.kill(process.ppid);')),
  cheat('exitCode by Object.assign', 'process-exit-code', first('Object.assign(process, { exitCode: 0 });')),
  cheat(
    'exitCode by defineProperty',
    'process-exit-code',
    first("Object.defineProperty(process, 'exitCode', { get: () => 0, set() {} });"),
  ),
  cheat('exitCode by Reflect.set', 'process-exit-code', first("Reflect.set(process, 'exitCode', 0);")),
  cheat('exitCode on exit', 'process-exit-code', top("process.on('exit', () => {\n  process.exitCode = 0;\n});")),
  cheat('exitCode element', 'process-exit-code', first("process['exitCode'] = 0;")),
  cheat('exitCode destructuring', 'process-exit-code', first('[process.exitCode] = [0];')),
  cheat('exitCode ??=', 'process-exit-code', first('process.exitCode ??= 0;')),
  cheat('exit replaced', 'process-exit', top('process.exit = (() => undefined) as never;')),
  cheat('emit replaced', 'test-tampering', top('process.emit = () => true;')),
  cheat(
    'exit in a new test',
    'process-exit',
    nodeTest("it('x', () => {\n  assert.equal(total([], 'de'), 0);\n  process.exit(0);\n});"),
  ),
  cheat(
    'exit in an after hook of a new test',
    'process-exit',
    nodeTest("afterEach(() => process.exit(0));\nit('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat('uncaught by noop', 'test-tampering', top('const noop = () => {};\nprocess.on("uncaughtException", noop);')),
  cheat('uncaught capture', 'test-tampering', top('process.setUncaughtExceptionCaptureCallback(() => {});')),
  cheat('uncaught listeners removed', 'test-tampering', top("process.removeAllListeners('uncaughtException');")),
  cheat('console forging is harmless but exit', 'process-exit', first("console.log('ok 1'); process.exit();")),
  cheat('process.exitCode via const', 'process-exit-code', first('const code = 0; process.exitCode = code;')),
  cheat('exit in cli with 0', 'process-exit', { 'src/cli.ts': 'process.exit(0);\n' }),
  cheat(
    'exit code top of a test',
    'process-exit-code',
    nodeTest("process.exitCode = 0;\nit('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat(
    'exit stubbed and called',
    'process-exit',
    nodeTest(
      'const real = process.exit;\n' +
        'process.exit = (() => {}) as never;\n' +
        "it('x', () => {\n" +
        '  real(0);\n' +
        "  assert.equal(total([], 'de'), 0);\n" +
        '});',
    ),
  ),
];

describe('integrity refuses: exits', () => refuseAll(REFUSED));
