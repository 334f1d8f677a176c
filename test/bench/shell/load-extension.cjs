// Requires a build of the extension with a stand-in for VS Code, and prints what that took and loaded as JSON.
const { readFileSync, statSync } = require('node:fs');
const Module = require('node:module');

/** Answers everything with itself: most of `vscode` is only named while the bundle loads. */
const anything = new Proxy(function standIn() {}, {
  get: (target, key) => (key === 'prototype' ? target.prototype : key === Symbol.toPrimitive ? () => '' : anything),
  apply: () => anything,
  construct: () => anything,
});
const declared = readFileSync(require.resolve('@types/vscode/index.d.ts'), 'utf8');
const names = [...declared.matchAll(/export (?:abstract )?(?:class|enum|namespace) (\w+)/g)].map(([, name]) => name);
const vscode = Object.fromEntries(names.map((name) => [name, anything]));
const load = Module._load;
Module._load = function loadOrStandIn(name, ...rest) {
  return name === 'vscode' ? vscode : load.call(this, name, ...rest);
};

const cpu = process.cpuUsage();
const startedAt = performance.now();
require(process.argv[2]);
const { user, system } = process.cpuUsage(cpu);
const wallMs = performance.now() - startedAt;
const bytes = Object.keys(require.cache).reduce((sum, file) => sum + statSync(file).size, 0);
// This script is in the cache as well.
const ownBytes = statSync(__filename).size;
console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, kib: Math.round((bytes - ownBytes) / 1024) }));
