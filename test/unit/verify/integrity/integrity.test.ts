import assert from 'node:assert/strict';
import { codes, findings } from './support';

describe('integrity', () => {
  it('places each finding and says what to do instead', async () => {
    const [item] = await findings({ 'src/a.ts': 'export const a = 1;\n' }, { 'src/a.ts': 'export const a = 1;\nexport const b = (1 as any) + 1;\n' });
    assert.equal(item?.stage, 'integrity');
    assert.equal(item?.code, 'as-any');
    assert.equal(item?.path, 'src/a.ts');
    assert.equal(item?.line, 2);
    assert.match(item?.frame ?? '', /> 2 \| export const b/);
    assert.match(item?.message ?? '', /Write the real type/);
  });

  it('does not count what was there before, wherever it moves', async () => {
    const old = 'function f(x: any) {\n  // @ts-ignore\n  return x.y;\n}\n';
    assert.deepEqual(await codes({ 'src/a.ts': `${old}export { f };\n` }, { 'src/a.ts': null, 'src/b.ts': `const n = 1;\n\n${old}export { f, n };\n` }), []);
  });

  it('counts a second one of what was there once', async () => {
    const old = 'export const f = (x: any) => x;\n';
    assert.deepEqual(await codes({ 'src/a.ts': old }, { 'src/a.ts': `${old}export const g = (x: any) => x;\n` }), ['any-type']);
  });

  it('lets a declaration that had `any` be edited', async () => {
    assert.deepEqual(await codes({ 'src/a.ts': 'export function f(x: any) { return x; }\n' }, { 'src/a.ts': 'export function f(value: any, n: number) { return [value, n]; }\n' }), []);
  });

  it('keeps a fingerprint while code moves', async () => {
    const at = async (lines: number) => (await findings({}, { 'src/a.ts': `${'\n'.repeat(lines)}export const b = 1 as any;\n` }))[0]?.fingerprint;
    assert.equal(await at(0), await at(7));
  });
});
