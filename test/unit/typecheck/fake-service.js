// Replaces the type service in tests of a misbehaving process. The overlay's file `do` holds the action; `once`
// holds the path of a marker file: if it exists already, the call is answered normally.
const { existsSync, writeFileSync, writeSync } = require('node:fs');

process.on('disconnect', () => process.exit(0));
process.on('message', (call) => {
  if (call.kind === 'cancel') {
    process.send({ id: call.id, state: 'cancelled' });
    return;
  }
  const once = call.request.overlay.get('once');
  const done = once !== undefined && existsSync(once);
  if (once !== undefined) writeFileSync(once, 'done');
  const action = done ? 'answer' : call.request.overlay.get('do');
  if (action === 'crash') {
    writeSync(2, '<--- Last few GCs --->\nFATAL ERROR: heap out of memory\n 1: 0xb8');
    process.exit(134);
  }
  if (action === 'fail')
    process.send({ id: call.id, state: 'failed', error: 'Error: Debug Failure\n    at somewhere' });
  if (action === 'block') for (;;) Math.sqrt(2);
  if (action === 'answer') process.send({ id: call.id, state: 'done', answer: { pid: process.pid, env: process.env } });
});
