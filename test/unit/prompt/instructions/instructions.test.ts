import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import { readFrontMatter } from '../../../../src/engine/prompt/instructions/front-matter';
import { findInstructions } from '../../../../src/engine/prompt/instructions/instruction-files';
import { instructionParts } from '../../../../src/engine/prompt/instructions/instruction-parts';
import { findSkills, skillsPart } from '../../../../src/engine/prompt/instructions/skills';
import { memorySnapshot } from '../../../support/fakes';

const found = async (files: Readonly<Record<string, string>>, ...near: readonly string[]) =>
  (await findInstructions(memorySnapshot(files), near)).map(({ path }) => path);
const scoped = (applyTo: string) => `---\napplyTo: '${applyTo}'\ndescription: Rules\n---\nUse cents.\n`;

describe('findInstructions', () => {
  it('has the nearest first, and those of other folders not at all', async () => {
    const files = {
      'AGENTS.md': 'root',
      'packages/a/AGENTS.md': 'a',
      'packages/b/AGENTS.md': 'b',
      'packages/a/src/x.ts': '',
    };
    assert.deepEqual(await found(files, 'packages/a/src/x.ts'), ['packages/a/AGENTS.md', 'AGENTS.md']);
    assert.deepEqual(await found(files), ['AGENTS.md']);
  });

  it('takes CLAUDE.md only in a folder without AGENTS.md', async () => {
    const files = { 'AGENTS.md': 'root', 'CLAUDE.md': 'too', 'a/CLAUDE.md': 'a' };
    assert.deepEqual(await found(files, 'a/x.ts'), ['a/CLAUDE.md', 'AGENTS.md']);
    assert.deepEqual(await found({ 'CLAUDE.md': 'only' }), ['CLAUDE.md']);
  });

  it('takes those with a scope only for files that match it', async () => {
    const at = (name: string) => `.github/instructions/${name}.instructions.md`;
    const files = {
      '.github/copilot-instructions.md': 'all',
      [at('ts')]: scoped('**/*.ts'),
      [at('deep')]: scoped('docs/**,src/{money,tax}/**'),
      [at('base')]: scoped('*.tsx'),
      [at('none')]: 'No scope.',
      [at('broken')]: '---\napplyTo: [\n---\nText.',
    };
    const all = '.github/copilot-instructions.md';
    assert.deepEqual(await found(files, 'src/money/a.ts'), [at('deep'), at('ts'), all]);
    assert.deepEqual(await found(files, 'lib/b.tsx'), [at('base'), all]);
    assert.deepEqual(await found(files), [all]);
  });

  it('leaves out empty files and front matter', async () => {
    const files = { 'AGENTS.md': ' \n', '.github/instructions/a.instructions.md': scoped('**') };
    const [only, ...more] = await findInstructions(memorySnapshot(files), ['x.ts']);
    assert.equal(only?.text, 'Use cents.\n');
    assert.deepEqual(more, []);
  });
});

describe('instructionParts', () => {
  it('are bounded together, the nearest first', async () => {
    const long = 'Use tabs.\n'.repeat(5000);
    const files = { 'AGENTS.md': long, 'a/AGENTS.md': long, 'a/b/AGENTS.md': long, 'a/b/c/AGENTS.md': long };
    const parts = await instructionParts(memorySnapshot(files), 8000, ['a/b/c/x.ts']);
    assert.deepEqual(
      parts.map(({ title }) => title.split(' (')[0]),
      ['a/b/c/AGENTS.md', 'a/b/AGENTS.md', 'a/AGENTS.md'].map((path) => `Project instructions: ${path}`),
    );
    const characters = parts.reduce((sum, { text }) => sum + text.length, 0);
    assert.ok(characters < 8000 * 0.36 * 4, `${characters}`);
  });
});

describe('skills', () => {
  const skill = (fields: string) => `---\n${fields}\n---\n# How to\n\nDo it.\n`;

  it('are listed by name and description, without their text', async () => {
    const snapshot = memorySnapshot({
      '.github/skills/release/SKILL.md': skill('name: release\ndescription: >-\n  How a release\n  is made.'),
      '.claude/skills/release/SKILL.md': skill('name: release\ndescription: another one'),
      '.agents/skills/money/SKILL.md': skill('description: "Money: cents"'),
      '.agents/skills/money/deep/SKILL.md': skill('description: too deep'),
      '.agents/skills/broken/SKILL.md': 'no front matter',
      'skills/elsewhere/SKILL.md': skill('description: not a skill folder'),
    });
    assert.deepEqual(await findSkills(snapshot), [
      { name: 'money', description: 'Money: cents', path: '.agents/skills/money/SKILL.md' },
      { name: 'release', description: 'How a release is made.', path: '.github/skills/release/SKILL.md' },
    ]);
    const [part] = skillsPart(await findSkills(snapshot));
    assert.equal(
      part?.text,
      '- money: Money: cents (.agents/skills/money/SKILL.md)\n' +
        '- release: How a release is made. (.github/skills/release/SKILL.md)',
    );
    assert.deepEqual(skillsPart([]), []);
  });

  it('of 5 MB, of many lines or in great number stay small', async () => {
    const huge = skill(`description: "${'very '.repeat(200)}"`) + 'x'.repeat(5_000_000);
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`.github/skills/s${n}/SKILL.md`, huge]));
    const skills = await findSkills(memorySnapshot(files));
    assert.equal(skills.length, 20);
    assert.ok((skillsPart(skills)[0]?.text.length ?? 0) < 20 * 300);
  });
});

describe('readFrontMatter', () => {
  const schema = z.object({ a: z.string() });

  it('gives the body back without it, and whole where there is none', () => {
    assert.deepEqual(readFrontMatter('---\na: b\n---\nbody', schema), { fields: { a: 'b' }, body: 'body' });
    assert.deepEqual(readFrontMatter('\ufeff---\r\na: b\r\n---\r\nbody', schema), { fields: { a: 'b' }, body: 'body' });
    assert.deepEqual(readFrontMatter('# a\n---\nb', schema), { fields: undefined, body: '# a\n---\nb' });
  });

  it('does not unfold aliases', () => {
    const bomb = ['a: &a ["x"]', ...Array.from({ length: 9 }, (_, n) => `b${n}: [*a, *a, *a, *a]`)].join('\n');
    assert.equal(readFrontMatter(`---\n${bomb}\n---\n`, z.unknown()).fields, undefined);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (yaml, body) => {
        readFrontMatter(`---\n${yaml}\n---\n${body}`, schema);
        readFrontMatter(yaml, schema);
      }),
    );
  });
});
