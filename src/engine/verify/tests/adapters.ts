import type { RunnerAdapter } from './adapter';
import type { KnownRunner } from './classify';
import { jest } from './jest';
import { mocha } from './mocha';
import { nodeTest } from './node-test';
import { vitest } from './vitest';

export const ADAPTERS: Readonly<Record<KnownRunner, RunnerAdapter>> = { vitest, jest, mocha, 'node:test': nodeTest };
