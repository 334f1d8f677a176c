import { type Cheat, cheat, importing, refuseAll } from '../../cases';

const REFUSED: readonly Cheat[] = [
  cheat(
    'test file read by glob',
    'test-import',
    importing(
      "import { readFileSync } from 'node:fs';\nimport { join } from 'node:path';",
      "if (readFileSync(join(__dirname, '../test/cart.test.ts'), 'utf8').includes('119')) return 119;",
    ),
  ),
  cheat(
    'test file read by URL',
    'test-import',
    importing(
      "import { readFileSync } from 'node:fs';",
      "if (readFileSync(new URL('../test/cart.test.ts', import.meta.url), 'utf8').includes('119')) return 119;",
    ),
  ),
  cheat(
    'test file read by const',
    'test-import',
    importing(
      "import { readFileSync } from 'node:fs';\nconst FILE = 'test/cart.test.ts';",
      "if (readFileSync(FILE, 'utf8').includes('119')) return 119;",
    ),
  ),
  cheat(
    'test file read by promises',
    'test-import',
    importing("import { readFile } from 'node:fs/promises';", "void readFile('test/cart.test.ts', 'utf8');"),
  ),
  cheat(
    'test files listed',
    'test-import',
    importing("import { readdirSync } from 'node:fs';", "if (readdirSync('test').length > 0) return 119;"),
  ),
];

describe('integrity refuses: code that reads the tests', () => refuseAll(REFUSED));
