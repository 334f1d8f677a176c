import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runProcess } from '../../src/engine/process/run-process';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace';

/** Calls reporters as Playwright does, with the configuration in config.json; starts its server if none answers. */
const PROGRAM = `#!/usr/bin/env node
const { readFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { config, list, start, used } = JSON.parse(readFileSync('config.json', 'utf8'));
const reporterFile = process.argv.find((word) => word.startsWith('--reporter=')).split(',')[1];
const Reporter = require(reporterFile);
const reporter = new Reporter();
const location = { file: 'a.spec.ts', line: 1 };
const test = { titlePath: () => ['', '', 'a.spec.ts', 'a'], outcome: () => 'expected', location, results: [] };
const serve = 'require("node:http").createServer((_, r) => r.end()).listen(' + start + ', "127.0.0.1")';
if (used) {
  console.error('Error: ' + used + ' is already used, make sure that nothing is running on the port/url or set …');
  process.exit(1);
}
if (start) spawn(process.execPath, ['-e', serve], { stdio: 'ignore' });
setTimeout(() => {
  if (list) config[Symbol('configInternal')] = { webServers: list };
  reporter.onBegin(config, { allTests: () => [test] });
  reporter.onEnd();
  process.exit(0);
}, start ? 500 : 0);
`;

describe('a server that the tests did not start', () => {
  let workspace: TempWorkspace;
  let server: Server;
  let port: number;
  before(async () => {
    workspace = await tempWorkspace({
      'package.json': '{"scripts":{"test":"playwright test"},"devDependencies":{"@playwright/test":"1"}}',
      'node_modules/.bin/playwright': PROGRAM,
    });
    await chmod(join(workspace.root, 'node_modules/.bin/playwright'), 0o755);
    server = createServer((_, response) => response.end('mine'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  after(async () => {
    server.close();
    await workspace.remove();
  });

  const run = async (config: object) => {
    await workspace.write({ 'config.json': JSON.stringify(config) });
    const runner = createTestRunner({ env: process.env, log: () => undefined, runProcess });
    const command = await runner.detect(workspace.root, undefined);
    if ('problem' in command) assert.fail(command.problem.message);
    assert.equal(command.runner, 'playwright');
    return runner.run({ dir: workspace.root, command, timeoutMs: 20_000 }, new AbortController().signal);
  };

  it('makes the result a problem, however the configuration names it', async () => {
    const url = `http://127.0.0.1:${port}`;
    for (const config of [
      { config: { webServer: { command: 'x', url, reuseExistingServer: true } } },
      { config: { webServer: { command: 'x', port, reuseExistingServer: true } } },
      { config: { webServer: null }, list: [{ port: 1 }, { url: `${url}/health` }] },
      { config: { webServer: null, projects: [{ use: {} }, { use: { baseURL: `${url}/` } }] } },
      { config: {}, used: url },
    ]) {
      const found = await run(config);
      if (!('problem' in found)) assert.fail(JSON.stringify(config));
      assert.equal(found.problem.kind, 'runner-failed');
      assert.match(
        found.problem.message,
        new RegExp(`\`npm test\` visits http://(127\\.0\\.0\\.1|localhost):${port}/?\\S*, where a server was running`),
      );
      assert.match(found.problem.message, /Stop that server/);
    }
  });

  it('is none of those that the tests start, nor a port at which nobody answers, nor a server elsewhere', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const start = (free.address() as AddressInfo).port;
    await new Promise((resolve) => free.close(resolve));
    for (const config of [
      { config: { webServer: { url: `http://127.0.0.1:${start}` } }, start },
      { config: { webServer: { url: `http://127.0.0.1:${start}` } } },
      { config: { projects: [{ use: { baseURL: 'https://example.invalid' } }, { use: { baseURL: 'no address' } }] } },
      { config: {} },
    ]) {
      const found = await run(config);
      if ('problem' in found) assert.fail(found.problem.message);
      assert.deepEqual([found.executed, found.passed, found.errors], [1, 1, []]);
    }
  });
});
