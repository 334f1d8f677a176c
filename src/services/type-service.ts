/**
 * The process that holds the TypeScript compiler. It needs gigabytes of memory and can compute for seconds
 * without a break, which neither the editor's extension host nor the command line's event loop can afford.
 * Calls arrive as messages and are answered one after the other; the process ends with its parent.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { topLevelsOf } from '../engine/code/declarations/top-level';
import { createFinder } from '../engine/code/reach/finder';
import { configReferences } from '../engine/guard/config-references';
import { inspectCode } from '../engine/integrity/inspect-code';
import { errorText } from '../engine/process/service-protocol';
import type { Checkpoint } from '../engine/typecheck/checkpoint';
import type { ServiceCall, ServiceReply, ServiceWork } from '../engine/typecheck/protocol';
import { createSession } from '../engine/typecheck/session';
import { searchTexts } from '../engine/workspace/search-texts';

/** How long the compiler works before it yields to the event loop, in milliseconds. */
const SLICE_MS = 25;

class Cancelled extends Error {}

const session = createSession();
const finder = createFinder();
const cancelled = new Set<number>();
const queue: ServiceWork[] = [];
let working = false;

function createCheckpoint(id: number): Checkpoint {
  let lastYield = performance.now();
  return async () => {
    if (performance.now() - lastYield >= SLICE_MS) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      lastYield = performance.now();
    }
    if (cancelled.has(id)) throw new Cancelled();
  };
}

function perform(call: ServiceWork, checkpoint: Checkpoint) {
  switch (call.kind) {
    case 'check':
      return session.check(call.request, checkpoint);
    case 'exportedTypes':
      return session.exportedTypes(call.request, checkpoint);
    case 'explain':
      return session.explain(call.request, checkpoint);
    case 'inspect':
      return inspectCode(call.request, (path) => readFile(join(call.request.root, path), 'utf8').catch(() => null));
    case 'reach':
      return finder.find(call.request, checkpoint);
    case 'lookUp':
      return session.lookUp(call.request);
    case 'searchText':
      return searchTexts(call.request, checkpoint);
    case 'configReferences':
      return configReferences(call.request.path, call.request.text);
    case 'topLevels':
      return topLevelsOf(call.request);
    case 'quickFix':
      return session.quickFix(call.request, checkpoint);
  }
}

async function answer(call: ServiceWork): Promise<ServiceReply> {
  const { id } = call;
  try {
    const checkpoint = createCheckpoint(id);
    await checkpoint();
    return { id, state: 'done', answer: await perform(call, checkpoint) };
  } catch (error) {
    if (error instanceof Cancelled) return { id, state: 'cancelled' };
    return { id, state: 'failed', error: errorText(error) };
  }
}

async function drainQueue(): Promise<void> {
  if (working) return;
  working = true;
  for (let call = queue.shift(); call !== undefined; call = queue.shift()) {
    const reply = await answer(call);
    cancelled.delete(call.id);
    process.send?.(reply);
  }
  working = false;
}

process.on('message', (call: ServiceCall) => {
  if (call.kind === 'cancel') {
    cancelled.add(call.id);
    return;
  }
  queue.push(call);
  void drainQueue();
});
process.on('disconnect', () => process.exit(0));
