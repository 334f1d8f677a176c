// Starts what its arguments say and ends it, with everything of its process group, when standard
// input closes: that is, when the process that started this one is gone, however it went.
const { spawn, spawnSync } = require('node:child_process');

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('exit', (code) => process.exit(code ?? 1));
process.stdin.resume().once('close', () => {
  if (process.platform === 'win32') spawnSync('taskkill', ['/PID', String(process.pid), '/T', '/F']);
  else process.kill(-process.pid, 'SIGKILL');
});
