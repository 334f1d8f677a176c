import path from 'node:path';
import { topLevelsOf } from '../../src/engine/code/declarations/top-level';
import type { Evidence } from '../../src/engine/contract/evidence';
import { NO_PERMISSIONS } from '../../src/engine/contract/task';
import { guard } from '../../src/engine/guard/guard';
import { checkIntegrity } from '../../src/engine/integrity/check-integrity';
import { inspectCode } from '../../src/engine/integrity/inspect-code';
import { createLevels } from '../../src/engine/integrity/levels/levels';
import { readReply } from '../../src/engine/reply/read-reply';
import type { Snapshot } from '../../src/engine/workspace/snapshot';
import { textIn } from '../support/fakes';
import { git, type PastCommit, pastCommits, textAt } from './past-commits';
import type { ReplayOptions } from './replay-options';
import { replyOf } from './reply-of';

/**
 * What the rules of reply, guard and integrity refuse in past changes, although a person wrote them. Nothing is
 * checked out, compiled or run, so that a finding which only counts where it hides a type error is taken for told.
 */
export async function refusals(options: ReplayOptions, print: (line: string) => void): Promise<void> {
  let [looked, refused] = [0, 0];
  for (const commit of pastCommits(options.repo, options.package, options.commits)) {
    if (looked >= options.count) break;
    looked += 1;
    const found = await refusalsOf(commit, options);
    if (found.length === 0) continue;
    refused += 1;
    print(`${commit.hash.slice(0, 9)} ${commit.subject}`);
    for (const { stage, code, path: file, line, message } of found)
      print(`  ${stage} ${code} ${file ?? ''}:${line ?? ''} ${message.replace(/\s+/g, ' ')}`);
  }
  print(`${refused} of ${looked} changes refused`);
}

async function refusalsOf(commit: PastCommit, options: ReplayOptions): Promise<readonly Evidence[]> {
  const { testCommand } = options;
  const parent = `${commit.hash}^`;
  const snapshot = snapshotAt(parent, commit.tests, options);
  const task = commit.subject;
  const base = { snapshot, current: new Map(), focus: [], task, readTopLevels: topLevelsOf };
  const reply = await readReply(replyOf(commit.sources, parent, options), base);
  if (!reply.ok) return reply.evidence;
  const { candidate } = reply;
  const guarded = await guard(candidate, snapshot, { allow: NO_PERMISSIONS, testCommand, request: task });
  const judged = await checkIntegrity({
    candidate,
    snapshot,
    allow: NO_PERMISSIONS,
    task,
    inspect: (request) => inspectCode(request, textIn(snapshot)),
    levelOf: createLevels(snapshot, { testCommand }),
    errorsWith: async () => [],
  });
  return [...guarded, ...('problem' in judged ? [] : judged.refused)];
}

/** The package's files in that commit, under the texts of the tests. */
function snapshotAt(commit: string, tests: ReadonlyMap<string, string>, options: ReplayOptions): Snapshot {
  const { repo, package: folder } = options;
  const prefix = folder === '.' ? '' : `${path.posix.normalize(folder)}/`;
  const listed = git(repo, 'ls-tree', '-r', '--name-only', commit).trim().split('\n');
  const files = new Set([...listed, ...tests.keys()].filter((file) => file.startsWith(prefix)));
  const texts = new Map<string, string | undefined>(tests);
  return {
    root: path.join(repo, folder),
    files: [...files].map((file) => file.slice(prefix.length)).sort(),
    unsaved: new Map(),
    read: async (file) => {
      const place = prefix + file;
      if (!texts.has(place)) texts.set(place, textAt(repo, commit, place));
      const text = texts.get(place);
      return text === undefined ? undefined : { kind: 'text', text };
    },
  };
}
