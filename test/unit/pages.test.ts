import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'AGENTS.md'];
const read = (page: string) => readFileSync(path.join(root, page), 'utf8');

/** Everything below these folders, as paths from the root; folders end with a slash, too. */
const files = ['src', 'test', 'docs', 'media', '.ci', '.github'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (name) => `${folder}/${name.replaceAll(path.sep, '/')}`,
  ),
);

/** Paths and names of source files that a page has in code spans or links; patterns and placeholders are left out. */
function pathsIn(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`|\]\(([^)\s]+)\)/g)].map(([, code = '', link = '']) => code || link);
  return spans.filter((span) => /^(?:src|test|docs|media|\.ci|\.github)\/[\w./-]+$|^[\w./-]+\.ts$/.test(span));
}

/** A page may leave out the folders in front of a name. */
function isThere(name: string): boolean {
  const bare = name.replace(/\/$/, '');
  return existsSync(path.join(root, name)) || files.some((file) => file.endsWith(`/${bare}`));
}

describe('the pages for contributors', () => {
  for (const page of PAGES) {
    it(`name only files that exist: ${page}`, () => {
      assert.deepEqual(
        pathsIn(read(page)).filter((name) => !isThere(name)),
        [],
      );
    });
  }

  it('would find a file that does not exist (control)', () => {
    const names = pathsIn('See `src/nowhere.ts`, `run.ts`, `npm test` and [rules](docs/none.md).');
    assert.deepEqual(names, ['src/nowhere.ts', 'run.ts', 'docs/none.md']);
    assert.deepEqual(names.map(isThere), [false, true, false]);
  });

  it('describe every room of the engine', () => {
    const rooms = readdirSync(path.join(root, 'src/engine'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const page = read('ARCHITECTURE.md');
    assert.deepEqual(
      rooms.filter(({ name }) => !page.includes(`| \`${name}/\` |`)).map(({ name }) => name),
      [],
    );
  });

  it('name only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const named = PAGES.flatMap((page) => [...read(page).matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name));
    assert.deepEqual(
      [...new Set(named)].filter((name) => scripts[name] === undefined),
      [],
    );
  });
});
