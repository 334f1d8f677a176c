/** A test, or a file of tests, among Loopcraft's own items in VS Code's test view. */
export interface OwnTest {
  /** URI of the workspace folder. */
  readonly folder: string;
  /** Workspace-relative path of the test file, if the runner reports one. */
  readonly path?: string | undefined;
  /** Full name; absent for a whole file. */
  readonly name?: string | undefined;
}

/** The id of the item: says everything about it, because VS Code's menus pass the item and nothing else. */
export function idOfTest({ folder, path, name }: OwnTest): string {
  return JSON.stringify(['loopcraft', folder, path ?? null, name ?? null]);
}

/** What an id stands for; undefined for items of other extensions. */
export function testOfId(id: string): OwnTest | undefined {
  let written: unknown;
  try {
    written = JSON.parse(id);
  } catch {
    return undefined;
  }
  if (!Array.isArray(written) || written.length !== 4) return undefined;
  const [owner, folder, path, name]: unknown[] = written;
  if (owner !== 'loopcraft' || typeof folder !== 'string' || !isTextOrNull(path) || !isTextOrNull(name))
    return undefined;
  return { folder, path: path ?? undefined, name: name ?? undefined };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
