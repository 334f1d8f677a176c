import type { RunnerAdapter } from './runner-adapter';
import { bun } from './bun';
import type { KnownRunner } from '../command/classify';
import { jest } from './jest';
import { mocha } from './mocha';
import { nodeTest } from './node-test';
import { playwright } from './playwright';
import { vitest } from './vitest';

export const ADAPTERS: Readonly<Record<KnownRunner, RunnerAdapter>> = { vitest, jest, mocha, 'node:test': nodeTest, playwright, bun };
