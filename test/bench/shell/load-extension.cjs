// Requires a bundle of the extension with a stand-in for VS Code, and prints what that took as JSON.
const { readFileSync } = require('node:fs');
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
console.log(JSON.stringify({ wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 }));
