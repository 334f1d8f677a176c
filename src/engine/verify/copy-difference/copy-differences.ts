import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { TestReport } from '../../contract/test-run';
import { foldersAbove } from '../../workspace/folders';
import type { CopyFacts } from './copy-facts';
import { explainEnvironment } from './environment';
import { readFailure } from './failure-text';
import { explainGit } from './git-data';
import { explainMissingFiles } from './missing-files';

/** Says of a report why it may be red only in the copy. */
export type FindDifferences = (report: TestReport) => Promise<readonly string[]>;

/** Sentences of a report: more of them would hide the one that helps. */
const MAX_SENTENCES = 2;

/**
 * Why tests may be red only in the copy: what differs between it and the workspace, and what the failures show to
 * depend on. Sentences for a person, each with the way out; none for a green report. Nothing is run in the workspace.
 */
export async function copyDifferences(report: TestReport, facts: CopyFacts): Promise<readonly string[]> {
  const isGreen = report.exitCode === 0 && report.failed.length + report.errors.length === 0;
  if (isGreen) return [];
  const failure = readFailure(report);
  const known = new Set([...facts.snapshot.files, ...foldersAbove(facts.snapshot.files)]);
  const isIgnored = (path: string): boolean =>
    !known.has(path) && !lstatSync(join(facts.snapshot.root, path)).isSymbolicLink();
  const missing = await explainMissingFiles(failure, facts, isIgnored);
  const environment = await explainEnvironment(failure, facts, isIgnored);
  return [...missing, ...environment, ...explainGit(failure)].slice(0, MAX_SENTENCES);
}
