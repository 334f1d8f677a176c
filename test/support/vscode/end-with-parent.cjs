// Runs Node with the given arguments and kills it, with its whole process group, when standard input closes. That
// happens when the process that started this one ends for any reason.
const { spawn, spawnSync } = require('node:child_process');

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('exit', (code) => process.exit(code ?? 1));
process.stdin.resume().once('close', () => {
  if (process.platform === 'win32') spawnSync('taskkill', ['/PID', String(process.pid), '/T', '/F']);
  else process.kill(-process.pid, 'SIGKILL');
});
