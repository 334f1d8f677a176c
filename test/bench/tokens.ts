/**
 * How many tokens do the prompts of a small solved task have, all calls of the run together?
 * Usage: npm run bench -- tokens [--show FOLDER] [--against DIST/loopcraft.js], for example that of an older commit;
 * `--show` writes the prompts into a folder. The replies are the same for both, so that only the prompts differ.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { estimateTokens } from '../../src/engine/call/pricing/prices';
import { CLI, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { type SeenRequest, startModelServer } from '../support/model-server';
import { TOKENS_TASKS, type TokensTask } from './tokens/tasks';

type Prompts = readonly SeenRequest[];

/** Older versions draw the strategy of the first run; a plan would cost a call more, so that it is not counted. */
const MAX_DRAWS = 20;

async function promptsOf(task: TokensTask, cli: string): Promise<Prompts> {
  for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
    const prompts = await promptsOfOneRun(task, cli);
    if (prompts) return prompts;
  }
  throw new Error(`No run of “${task.name}” drew the strategy "direct".`);
}

async function promptsOfOneRun({ name, args, replies, open }: TokensTask, cli: string): Promise<Prompts | undefined> {
  const server = await startModelServer({ script: ({ index }) => ({ text: replies[index] ?? replies.at(-1) ?? '' }) });
  const workspace = await open();
  const state = temporaryFolder('state');
  try {
    const target = ['--workspace', workspace.root, '--provider', 'scripted', '--base-url', server.openAiBaseUrl];
    const result = await runCli([...args, ...target, '--state-dir', state.path, '--json'], {}, cli);
    if (!result.events.some((event) => event.type === 'strategy' && event.strategy === 'direct')) return undefined;
    const { outcome, message } = runEndOf(result);
    if (outcome !== 'succeeded') throw new Error(`“${name}” was not solved with ${cli}: ${message}`);
    return server.requests;
  } finally {
    await workspace.remove();
    state.remove();
    await server.close();
  }
}

const tokensOf = (prompts: Prompts): number => prompts.reduce((sum, { text }) => sum + estimateTokens(text), 0);

function show(folder: string, task: number, prompts: Prompts): void {
  mkdirSync(folder, { recursive: true });
  for (const [index, { system, messages }] of prompts.entries()) {
    const turns = messages.map(({ role, text }) => `<${role}>\n${text}\n`);
    writeFileSync(join(folder, `${task + 1}-${index + 1}.md`), [`<system>\n${system}\n`, ...turns].join('\n'));
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { against: { type: 'string' }, show: { type: 'string' } } });
  const ratios: number[] = [];
  for (const [at, task] of TOKENS_TASKS.entries()) {
    const prompts = await promptsOf(task, CLI);
    if (values.show) show(values.show, at, prompts);
    const tokens = tokensOf(prompts);
    const line = `${task.name}: ${tokens} tokens in ${prompts.length} calls`;
    if (values.against === undefined) {
      console.log(line);
      continue;
    }
    const other = await promptsOf(task, values.against);
    if (values.show) show(join(values.show, 'against'), at, other);
    ratios.push(tokens / tokensOf(other));
    console.log(`${line}; ${tokensOf(other)} in ${other.length}: ${(ratios.at(-1) ?? 0).toFixed(2)}`);
  }
  const product = ratios.reduce((all, ratio) => all * ratio, 1);
  if (ratios.length > 0) console.log(`geometric mean ${(product ** (1 / ratios.length)).toFixed(2)}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
