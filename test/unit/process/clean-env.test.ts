import assert from 'node:assert/strict';
import { cleanEnv } from '../../../src/engine/process/clean-env';

describe('cleanEnv', () => {
  const SECRETS = {
    OPENAI_API_KEY: 'a',
    anthropic_api_key: 'a',
    GITHUB_TOKEN: 'a',
    NPM_TOKEN: 'a',
    MY_SECRET: 'a',
    SECRET_SAUCE: 'a',
    DB_PASSWORD: 'a',
    AWS_SECRET_ACCESS_KEY: 'a',
    AWS_ACCESS_KEY_ID: 'a',
    GOOGLE_APPLICATION_CREDENTIALS: '/x.json',
    STRIPE_KEY: 'a',
    SSH_AUTH_SOCK: '/s',
    INNOCENT: 'sk-proj-0123456789abcdefghij',
    MIRROR: 'https://me:hunter2@registry.example',
    JWT: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x',
    CLOUD: `AKIA${'A'.repeat(16)}`,
    GH: 'ghp_0123456789abcdefghij',
  };
  const LAUNCHER_VARIABLES = {
    ELECTRON_RUN_AS_NODE: '1',
    VSCODE_PID: '1',
    VSCODE_IPC_HOOK: '/x',
    NODE_OPTIONS: '--require x',
    NODE_TEST_CONTEXT: 'child-v8',
    NODE_ENV: 'production',
    npm_config_registry: 'x',
    npm_lifecycle_event: 'test',
    npm_package_name: 'loopcraft',
    INIT_CWD: '/x',
    MOCHA_OPTIONS: '-b',
    FORCE_COLOR: '1',
    TSX_TSCONFIG_PATH: 'x',
    VITEST_WORKER_ID: '1',
    JEST_WORKER_ID: '1',
    GIT_DIR: '/repo/.git',
    GIT_INDEX_FILE: '/repo/.git/index',
    NODE_V8_COVERAGE: '/c',
  };
  const KEPT = {
    HOME: '/home/me',
    PWD: '/work',
    LANG: 'C.UTF-8',
    XAUTHORITY: '/x',
    DATABASE_URL: 'postgres://localhost/db',
    HTTP_PROXY: 'http://proxy:8080',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    GIT_AUTHOR_NAME: 'Me',
    KEYBOARD: 'de',
    MONKEY: 'yes',
    AUTHOR: 'Me',
    TZ: 'UTC',
    NODE_PATH: '/lib',
  };

  it('removes secrets and launchers’ variables, keeps the rest, and marks the run as not interactive', () => {
    assert.deepEqual(cleanEnv({ ...SECRETS, ...LAUNCHER_VARIABLES, ...KEPT, GONE: undefined }), {
      ...KEPT,
      CI: '1',
    });
  });

  it('leaves it to the workspace and the person whether there are colours', () => {
    assert.equal(cleanEnv({})['NO_COLOR'], undefined);
    assert.equal(cleanEnv({ NO_COLOR: '1' })['NO_COLOR'], '1');
  });

  it('removes the folders of our own package manager from PATH', () => {
    const nodeGypBin = '/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin';
    const PATH = `/work/main/node_modules/.bin:/node_modules/.bin:${nodeGypBin}:/usr/bin:/bin`;
    assert.equal(cleanEnv({ PATH })['PATH'], '/usr/bin:/bin');
    assert.equal(cleanEnv({ Path: 'C:\\a\\node_modules\\.bin;C:\\Windows' })['Path'], 'C:\\Windows');
  });
});
