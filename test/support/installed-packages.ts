import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Folder for downloaded packages, which are kept. Git ignores it. */
const CACHE = path.resolve(__dirname, '../../bench-results/packages');

/**
 * Puts these packages, each with its exact version, and what they need into the node_modules of a workspace. They are
 * downloaded once, without running their scripts.
 */
export function installPackages(workspace: string, packages: readonly string[]): void {
  const key = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 12);
  const kept = path.join(CACHE, key);
  if (!existsSync(kept)) {
    const fresh = `${kept}-${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    writeFileSync(path.join(fresh, 'package.json'), '{"private":true}');
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save'];
    execFileSync('npm', ['install', ...options, ...packages], { cwd: fresh, stdio: ['ignore', 'ignore', 'inherit'] });
    renameSync(fresh, kept);
  }
  const [from, to] = [path.join(kept, 'node_modules'), path.join(workspace, 'node_modules')];
  // Hard links take no space and no time.
  if (process.platform === 'linux') execFileSync('cp', ['-al', from, to]);
  else cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
