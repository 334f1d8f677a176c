import assert from 'node:assert/strict';
import { copyEnv } from '../../../../src/engine/workspace/scratch/copy-env';

describe('copyEnv', () => {
  const relocated = (env: Record<string, string | undefined>) =>
    copyEnv(env, ['/home/me/app', '/real/app'], '/state/copy/app');

  it('names the copy where a variable names the workspace, by either of its paths', () => {
    const env = {
      OLDPWD: '/home/me/app',
      ROOT: '/real/app/',
      PYTHONPATH: '/usr/lib:/home/me/app/lib:/home/me/app',
      FLAGS: '--root="/real/app" -I/home/me/app/include',
      URL: 'file:///home/me/app/x',
    };
    assert.deepEqual(relocated(env), {
      OLDPWD: '/state/copy/app',
      ROOT: '/state/copy/app/',
      PYTHONPATH: '/usr/lib:/state/copy/app/lib:/state/copy/app',
      FLAGS: '--root="/state/copy/app" -I/state/copy/app/include',
      URL: 'file:///state/copy/app/x',
    });
  });

  it('replaces a path of the workspace as a whole when it ends in another one', () => {
    assert.deepEqual(copyEnv({ A: '/private/tmp/app', B: '/tmp/app' }, ['/tmp/app', '/private/tmp/app'], '/copy'), {
      A: '/copy',
      B: '/copy',
    });
  });

  it('finds a copy that lies in the workspace itself', () => {
    assert.deepEqual(copyEnv({ A: '/ws/x' }, ['/ws', '/ws'], '/ws/.state/copy'), { A: '/ws/.state/copy/x' });
  });

  it('keeps other paths and PATH as they are', () => {
    const env = {
      PATH: '/home/me/app/.venv/bin:/bin',
      Path: '/home/me/app/bin',
      HOME: '/home/me/app',
      OTHER: '/home/me/app2',
      BACKUP: '/home/me/app.old/x',
      MOUNTED: '/mnt/real/app',
      EMPTY: '',
      GONE: undefined,
    };
    assert.deepEqual(relocated(env), env);
  });
});
