import { ARMS, type ArmResult, SEVERAL_ARMS } from './arms';
import { bootstrap, groupBy, type Interval, mean } from './statistics';

/** One run of one side. */
export interface Row extends ArmResult {
  readonly task: string;
  /** The first prompt does not show a file that the task depends on. */
  readonly unseen: boolean;
  readonly profile: string;
  readonly seed: number;
  readonly arm: string;
}

const OTHERS = ['five repairs', 'resampling', 'never gives up'];

const percent = ({ value, low, high }: Interval): string =>
  `${(value * 100).toFixed(1)} % (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)})`;
const number = ({ value, low, high }: Interval, digits = 1): string =>
  `${value.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;

const solvedShare = (rows: readonly Row[]): number => mean(rows.map(({ solved }) => Number(solved)));
const tokensPerSolved = (rows: readonly Row[]): number =>
  rows.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0) /
  rows.filter(({ solved }) => solved).length;
const callsOf = (rows: readonly Row[]): number => mean(rows.map(({ calls }) => calls));

/** One side's figures, with 95 % intervals. */
function figures(rows: readonly Row[], lost: ReadonlySet<string>) {
  const clusters = byTask(rows);
  const unsolvable = rows.filter((row) => lost.has(worldOf(row)));
  return {
    runs: rows.length,
    solved: bootstrap(clusters, solvedShare),
    calls: bootstrap(clusters, callsOf),
    tokensPerSolved: bootstrap(clusters, tokensPerSolved),
    callsWhereNobodySolves: unsolvable.length > 0 ? bootstrap(byTask(unsolvable), callsOf) : undefined,
  };
}

const worldOf = ({ task, profile, seed }: Row): string => `${task} ${profile} ${seed}`;

function byTask(rows: readonly Row[]): Row[][] {
  return [...groupBy(rows, ({ task }) => task).values()];
}

/** How much more of the same tasks and seeds this side solves than the other. */
function gain(rows: readonly Row[], arm: string, other: string): Interval {
  const paired = rows.filter((row) => row.arm === arm || row.arm === other);
  return bootstrap(
    byTask(paired),
    (items) =>
      solvedShare(items.filter((row) => row.arm === arm)) - solvedShare(items.filter((row) => row.arm === other)),
  );
}

/** How many of the runs that come to their first, second … call are solved by it. */
function solvedByCall(rows: readonly Row[]): number[] {
  const most = Math.max(...rows.map(({ calls }) => calls));
  return Array.from({ length: most }, (_, index) => {
    const reached = rows.filter(({ calls }) => calls > index);
    return mean(reached.map(({ solved, calls }) => Number(solved && calls === index + 1)));
  });
}

/** Tokens for a solved task, as a share of what the other side takes. */
function tokenShare(rows: readonly Row[], arm: string, other: string): Interval {
  const of = (items: readonly Row[], name: string) => tokensPerSolved(items.filter((row) => row.arm === name));
  const compared = rows.filter((row) => row.arm === arm || row.arm === other);
  return bootstrap(byTask(compared), (items) => of(items, arm) / of(items, other));
}

/** What is compared with what: Loopcraft with the other sides, and several candidates with one. */
const PAIRS = [
  ...OTHERS.map((other) => ['loopcraft', other] as const),
  ...Object.keys(SEVERAL_ARMS).map((several) => [several, 'loopcraft'] as const),
  ['placebo', 'loopcraft'] as const,
];

/** The sides of one kind of model: a line each, and how they differ. */
function compare(profile: string, rows: readonly Row[]) {
  const sidesOf: readonly string[] = ARMS;
  const solvedSomewhere = new Set(rows.filter(({ solved, arm }) => solved && sidesOf.includes(arm)).map(worldOf));
  const lost = new Set(rows.map(worldOf).filter((world) => !solvedSomewhere.has(world)));
  const lines = [
    '',
    `${profile.padEnd(22)}${'solved'.padEnd(23)}${'calls'.padEnd(19)}${'tokens a solved task'.padEnd(24)}` +
      `calls where no side solves (${lost.size})`,
  ];
  const sides: Record<string, unknown> = {};
  const byArm = groupBy(rows, (row) => row.arm);
  for (const [arm, ofArm] of byArm) {
    const each = figures(ofArm, lost);
    sides[arm] = each;
    lines.push(
      `  ${arm.padEnd(20)}${percent(each.solved).padEnd(23)}${number(each.calls, 2).padEnd(19)}` +
        `${number(each.tokensPerSolved, 0).padEnd(24)}` +
        `${each.callsWhereNobodySolves ? number(each.callsWhereNobodySolves, 2) : '-'}`,
    );
  }
  const differences: Record<string, unknown> = {};
  for (const [arm, other] of PAIRS.filter((pair) => pair.every((name) => byArm.has(name)))) {
    const solved = gain(rows, arm, other);
    const tokens = tokenShare(rows, arm, other);
    differences[`${arm} against ${other}`] = { solved, tokens };
    lines.push(`  ${arm} against ${other}: ${percent(solved)} more solved; tokens a solved task: ${number(tokens, 2)}`);
  }
  const byCall = Object.fromEntries([...byArm].map(([arm, ofArm]) => [arm, solvedByCall(ofArm)] as const));
  for (const [arm, shares] of Object.entries(byCall)) {
    const shown = shares.map((share) => `${(share * 100).toFixed(0)} %`);
    lines.push(`  ${arm}: solved by call 1, 2 … of those that came so far: ${shown.join(', ')}`);
  }
  return { lines, data: { sides, differences, byCall } };
}

export function report(
  rows: readonly Row[],
  how: { readonly seeds: number; readonly first: number; readonly tasks: number; readonly calls: number },
) {
  const lines = [
    `${how.tasks} tasks, ${how.seeds} seeds a profile from ${how.first} on, at most ${how.calls} calls a run`,
    '95 % intervals in brackets, by bootstrap over tasks',
  ];
  const data: Record<string, unknown> = { ...how };
  const inAll = rows.filter(({ arm }) => arm !== 'looks' && arm !== 'is told');
  for (const [profile, ofProfile] of groupBy(inAll, (row) => row.profile)) {
    const all = compare(profile, ofProfile);
    const isControl = profile === 'hopeless' || profile === 'perfect';
    const seen = ofProfile.filter(({ unseen }) => !unseen);
    const rest = isControl || seen.length === 0 ? undefined : compare(`${profile}, files seen`, seen);
    lines.push(...all.lines, ...(rest?.lines ?? []));
    data[profile] = { ...all.data, filesSeen: rest?.data };
  }
  const looking = groupBy(
    rows.filter(({ arm }) => arm === 'looks' || arm === 'is told'),
    ({ profile }) => profile,
  );
  for (const [profile, ofProfile] of looking) {
    const interval = gain(ofProfile, 'looks', 'is told');
    const shares = ['looks', 'is told'].map((name) => solvedShare(ofProfile.filter(({ arm }) => arm === name)));
    const [looks = 0, told = 0] = shares.map((share) => (share * 100).toFixed(1));
    lines.push(`a file unseen, ${profile}: ${looks} % with tools, ${told} % where told: ${percent(interval)}`);
  }
  const ours = rows.filter(({ arm }) => arm === 'loopcraft');
  const branches = ours.filter(({ actions }) => actions.includes('branch')).length;
  const byPerfect = (unseen: boolean) => ours.filter((row) => row.unseen === unseen && row.profile === 'perfect');
  const checks = {
    'returned worse than the best seen': ours.filter(({ lostBest }) => lostBest).length,
    'budget overruns': rows.filter(({ overBudget }) => overBudget).length,
    'solved by the perfect model, files seen': solvedShare(byPerfect(false)),
    'solved by the perfect model, a file unseen': solvedShare(byPerfect(true)),
  };
  lines.push(`runs that opened a branch by themselves: ${branches} of ${ours.length}`);
  lines.push('', ...Object.entries(checks).map(([what, value]) => `${what}: ${value}`));
  const reasons = [...groupBy(ours, ({ reason }) => reason)].map(([reason, { length }]) => `${reason} ${length}`);
  lines.push(`reasons: ${reasons.join(', ')}`);
  return { text: lines.join('\n'), data: { ...data, checks } };
}
