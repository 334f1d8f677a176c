import { type Patterns, patternsKey, readPatterns } from '../patterns';
import type { PatternStore } from './ports';
import { readIndex } from './store-index';
import type { WorkspaceKeys } from './workspace-identity';

/** Workspaces that have a say, those in which something was recorded last. */
const MAX_WORKSPACES = 4;

/** The patterns of other workspaces, which say a little about this one; those that can't be read are left out. */
export async function readOtherWorkspaces(store: PatternStore, keys: WorkspaceKeys): Promise<Patterns[]> {
  const own = [patternsKey(keys.key), patternsKey(keys.pathKey)];
  const others = (await readIndex(store))
    .filter(({ key }) => key.startsWith(patternsKey('')) && !own.includes(key))
    .sort((a, b) => b.usedAt - a.usedAt)
    .slice(0, MAX_WORKSPACES);
  const values = await Promise.all(others.map(({ key }) => store.load(key)));
  return values.map((value) => readPatterns(value).patterns);
}
