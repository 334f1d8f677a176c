import { basename, dirname, join } from 'node:path/posix';
import { isTestFile } from '../../edit/test-files';
import { type Finding, findingAt } from './finding';
import { constantText, pathOf } from './names';
import { quoted, type Source, walk } from './source';
import { MODULE_MOCK } from './test-syntax';


/** A test that replaces the very module it is named after: it then tests the mock. */
export function mockedSubject(source: Source): Finding[] {
  const { ts: compiler, isTest, path } = source;
  if (!isTest) return [];
  const found: Finding[] = [];
  walk(source, (node) => {
    if (!compiler.isCallExpression(node) || !MODULE_MOCK.test(pathOf(source, node.expression) ?? '')) return;
    const [target] = node.arguments;
    const module = target && constantText(compiler, target);
    if (!module?.startsWith('.') || isTestFile(join(dirname(path), module)) || stem(module) !== stem(path)) return;
    const message = `${quoted(node.getText(source.tree))} replaces what the test is about, so it tests the replacement. Test the module itself, and mock only what it depends on.`;
    found.push(findingAt(source, node, { rule: 'mocked-subject', message }));
  });
  return found;
}

/** `cart` of `test/cart.test.ts` and of `../src/cart.js`. */
function stem(path: string): string {
  return basename(path).replace(/\.[cm]?[jt]sx?$/, '').replace(/[._-](?:test|tests|spec|e2e)$/, '');
}
