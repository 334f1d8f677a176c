import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS } from '../../src/shell/contributions';

const root = path.resolve(__dirname, '../..');
const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
interface Named {
  readonly name: string;
}
const source = readJson('package.json') as {
  readonly description: string;
  readonly capabilities: Readonly<Record<string, { readonly description: string }>>;
  readonly contributes: {
    readonly chatParticipants: readonly (Named & { readonly commands: readonly Named[] })[];
    readonly languageModelTools: readonly (Named & {
      readonly toolReferenceName: string;
      readonly inputSchema: unknown;
    })[];
  };
};
const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
const sorted = (names: Iterable<string>) => [...names].sort();

describe('the texts of package.json', () => {
  const used = stringsOf(source).flatMap(({ text }) => keyOf(text) ?? []);

  it('are all in package.nls.json, which has no text that is not used', () => {
    assert.deepEqual(sorted(new Set(used)), sorted(Object.keys(texts)));
    assert.deepEqual(
      Object.entries(texts).filter(([, text]) => text.trim() === '' || keyOf(text) !== undefined),
      [],
    );
  });

  it("name a key wherever a person reads them, except for the product's name", () => {
    const visible = /(?:title|name|description|descriptions|contents|labels|text|category)$/i;
    const { chatParticipants, languageModelTools, ...others } = source.contributes;
    // Their names are typed, and a tool's input is only read by models.
    const offered = [
      ...chatParticipants.map(({ name: _, commands, ...rest }) => [rest, commands.map(withoutName)]),
    ].concat(languageModelTools.map(({ toolReferenceName: _, inputSchema: __, ...rest }) => [withoutName(rest)]));
    const literal = stringsOf([others, offered])
      .filter(({ property, text }) => visible.test(property) && keyOf(text) === undefined)
      .map(({ text }) => text);
    assert.deepEqual([...new Set(literal)], ['Loopcraft']);
    for (const { description } of [source, ...Object.values(source.capabilities)])
      assert.notEqual(keyOf(description), undefined, description);
  });

  it('have no full stop at the end of a title or a label', () => {
    const titles = Object.entries(texts).filter(([key]) => /\.(?:title|name|label)$/.test(key));
    assert.ok(titles.length > COMMANDS.length);
    assert.deepEqual(
      titles.filter(([, text]) => text.endsWith('.')),
      [],
    );
  });

  it('are part of the packaged extension', () => {
    const packaged = readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n');
    assert.ok(packaged.includes('!package.nls.json'));
  });
});

function withoutName({ name: _, ...rest }: Named): object {
  return rest;
}

/** The key in `%key%`. */
function keyOf(text: string): string | undefined {
  return /^%(.+)%$/.exec(text)?.[1];
}

/** Every string in a JSON value with the property it belongs to; the items of an array belong to the array's. */
function stringsOf(value: unknown, property = ''): { readonly property: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ property, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => stringsOf(inner, Array.isArray(value) ? property : key));
}
