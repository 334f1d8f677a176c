import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RIGHT, STAY_LIMITED, UNTYPED } from '../../support/demo/drafts';
import { layOutSample } from '../../support/demo/sample-copy';
import { SAMPLE_TASK } from '../../support/demo/sample-script';
import { minutesDrafts } from '../../support/minutes-script';
import { makeRunnerWorkspace, makeWorkspace, removeWorkspace, writeFiles } from '../../support/runner-workspaces';
import { SOURCES } from '../../support/source-workspaces';

/** A small task with the replies that solve it, whatever the prompts say. */
export interface TokensTask {
  readonly name: string;
  /** Arguments of the command line without the options that every task gets. */
  readonly args: readonly string[];
  readonly replies: readonly string[];
  /** Creates the workspace. */
  readonly open: () => Promise<{ readonly root: string; readonly remove: () => Promise<void> }>;
}

const whole = (path: string, text: string): string => `\`\`\`ts ${path}\n${text}\`\`\`\n`;
const edit = (path: string, before: string, after: string): string =>
  `${path}\n\`\`\`\n<<<<<<< SEARCH\n${before}\n=======\n${after}\n>>>>>>> REPLACE\n\`\`\`\n`;

/** The sample with its task solved, then changed by `edits`: text that stands in a file, and what takes its place. */
async function openSample(edits: readonly (readonly [path: string, before: string, after: string])[] = []) {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-tokens-')));
  const root = join(base, 'harbour-parking');
  await layOutSample(root);
  if (edits.length > 0) writeFiles(root, { 'src/charge.ts': RIGHT });
  for (const [path, before, after] of edits) {
    const text = readFileSync(join(root, path), 'utf8');
    if (!text.includes(before)) throw new Error(`${path} of the sample does not hold ${before}`);
    writeFileSync(join(root, path), text.replace(before, after));
  }
  return { root, remove: () => rm(base, { recursive: true, force: true }) };
}

const ROUNDED_DOWN = '  return cents(Math.floor((amount * percent) / 100));';
const ROUNDED_UP = '  return cents(Math.ceil((amount * percent) / 100));';

const MONTH = '  return dayOf(minute).slice(0, 7);';
const MONTH_CUT = '  return dayOf(minute).slice(0, 6);';
const MONTH_UNTYPED = '  return new Date(minute * 60_000).getUTCMonth();';

const FORMAT_INVOICE = 'export function formatInvoice(invoice: Invoice): string {';
const PERIODS = `/** How many half hours a charge has. */
export function periodsOf(charge: Charge): number {
  return charge.days.reduce((all, { periods }) => all + periods, 0);
}`;
const INVOICE_PERIODS = `/** How many half hours an invoice has. */
export function periodsOfInvoice(invoice: Invoice): number {
  return invoice.items.reduce((all, { charge }) => all + periodsOf(charge), 0);
}`;
const PERIODS_TEST = `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { invoiceFor, periodsOfInvoice } from '../src/invoice.js';
import { HARBOUR } from '../src/tariff.js';
import { stay } from './stays.js';

it('counts the half hours', () => {
  const permit = { holder: 'Ada Brandt', plate: 'HH-AB 123', discountPercent: 15 };
  const stays = [stay('2026-05-20T09:00', '2026-05-20T09:31')];
  assert.equal(periodsOfInvoice(invoiceFor(permit, '2026-05', stays, HARBOUR)), 2);
});
`;
const TOTAL = '  readonly total: Cents;\n}';
const IMPORT = "import { type Charge, chargeFor } from './charge.js';";
const COUNT_PARTS: readonly string[] = [
  'I add the sum of the half hours to the charge, and that of an invoice.',
  edit('src/charge.ts', TOTAL, `${TOTAL}\n\n${PERIODS}`),
  edit('src/invoice.ts', IMPORT, IMPORT.replace('chargeFor', 'chargeFor, periodsOf')),
  edit('src/invoice.ts', FORMAT_INVOICE, `${INVOICE_PERIODS}\n\n${FORMAT_INVOICE}`),
  whole('test/periods.test.ts', PERIODS_TEST),
];

const PAIR = 'hasPrev && subscriber.next([p, value]);';
const PAIR_SWAPPED = 'hasPrev && subscriber.next([value, p]);';

/** The sources of RxJS with one operator broken, and a test file for it. */
async function openRxjs() {
  const root = makeWorkspace(
    {
      'package.json': JSON.stringify({ name: 'streams', type: 'module', scripts: { test: 'vitest run' } }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: { ...SOURCES.rxjs.options, noEmit: true },
        include: SOURCES.rxjs.include,
        exclude: SOURCES.rxjs.exclude,
      }),
      'test/pairwise.test.ts':
        "import { expect, test } from 'vitest';\nimport { of, pairwise, toArray } from '../src';\n\n" +
        "test('pairs each value with the one before', () => {\n  let seen: unknown;\n" +
        '  of(1, 2, 3)\n    .pipe(pairwise(), toArray())\n    .subscribe((pairs) => {\n      seen = pairs;\n    });\n' +
        '  expect(seen).toEqual([\n    [1, 2],\n    [2, 3],\n  ]);\n});\n',
    },
    ['vitest', 'vite', 'typescript'],
  );
  cpSync(join(__dirname, '../../../node_modules/rxjs/src'), join(root, 'src'), { recursive: true });
  const path = join(root, 'src/internal/operators/pairwise.ts');
  writeFileSync(path, readFileSync(path, 'utf8').replace(PAIR, PAIR_SWAPPED));
  return { root, remove: async () => removeWorkspace(root) };
}

export const TOKENS_TASKS: readonly TokensTask[] = [
  {
    name: 'a request, three tries (the sample)',
    args: ['run', SAMPLE_TASK],
    replies: [UNTYPED, STAY_LIMITED, RIGHT].map((text) => whole('src/charge.ts', text)),
    open: () => openSample(),
  },
  {
    name: 'a request, three tries, two sources',
    args: ['run', 'Write formatMinutes'],
    replies: Object.values(minutesDrafts('')).map((text) => whole('src/format.ts', text)),
    open: async () => {
      const root = makeRunnerWorkspace('vitest');
      return { root, remove: async () => removeWorkspace(root) };
    },
  },
  {
    name: 'a failing test, one try',
    args: ['fix', '--test', 'a permit holder’s invoice > takes the discount off the sum, rounded down'],
    replies: [`The discount has to be rounded down.\n\n${edit('src/money.ts', ROUNDED_UP, ROUNDED_DOWN)}`],
    open: () => openSample([['src/money.ts', ROUNDED_DOWN, ROUNDED_UP]]),
  },
  {
    name: 'failing tests, two tries',
    args: ['fix'],
    replies: [MONTH_UNTYPED, MONTH].map(
      (text, at) => `The month is cut short.\n\n${edit('src/time.ts', [MONTH_CUT, MONTH_UNTYPED][at] ?? '', text)}`,
    ),
    open: () => openSample([['src/time.ts', MONTH, MONTH_CUT]]),
  },
  {
    name: 'a request, several files',
    args: ['run', 'Count the half hours of a charge in src/charge.ts and of an invoice in src/invoice.ts'],
    replies: [COUNT_PARTS.join('\n')],
    open: () => openSample([['src/charge.ts', 'calendar day', 'calendar day']]),
  },
  {
    name: 'a failing test in 200 sources (RxJS)',
    args: ['fix', '--test', 'pairs each value with the one before'],
    replies: [`The pair is swapped.\n\n${edit('src/internal/operators/pairwise.ts', PAIR_SWAPPED, PAIR)}`],
    open: openRxjs,
  },
];
