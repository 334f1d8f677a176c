/**
 * Source for the processes in which tests run: where the workspace's code ends the process by `process.exit`, its
 * frames are written to standard error, which is shown where a result is missing. Nothing else says what ended it.
 */
export const TELL_EXIT = String.raw`
const tellExit = () => {
  const { writeSync } = require('node:fs');
  process.on('exit', () => {
    // What goes wrong here must not change how the process ends.
    try {
      const limit = Error.stackTraceLimit;
      Error.stackTraceLimit = 60;
      const frames = (new Error().stack ?? '').split('\n').slice(1);
      Error.stackTraceLimit = limit;
      const at = frames.findIndex((frame) => /process\.(?:exit|reallyExit) \(node:/.test(frame));
      const callers = at < 0 ? [] : frames.slice(at + 1);
      const isForeign = (frame) => /\(?node:|[\\/]node_modules[\\/]/.test(frame) || frame.includes(__filename);
      const own = callers.filter((frame) => !isForeign(frame));
      if (own.length > 0) writeSync(2, 'process.exit was called:\n' + own.slice(0, 20).join('\n') + '\n');
    } catch {}
  });
};
`;
