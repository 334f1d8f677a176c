import type { KnownRunner } from '../command/classify';
import { bun } from './bun';
import { jest } from './jest';
import { mocha } from './mocha';
import { nodeTest } from './node-test';
import { playwright } from './playwright';
import type { RunnerAdapter } from './runner-adapter';
import { vitest } from './vitest';

export const ADAPTERS: Readonly<Record<KnownRunner, RunnerAdapter>> = {
  vitest,
  jest,
  mocha,
  'node:test': nodeTest,
  playwright,
  bun,
};
