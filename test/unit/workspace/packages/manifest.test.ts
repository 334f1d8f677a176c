import assert from 'node:assert/strict';
import { dependencyNames, parseManifest, textsIn } from '../../../../src/engine/workspace/packages/manifest';

describe('parseManifest', () => {
  it('reads name, version, scripts and workspaces, with or without a byte order mark', () => {
    const text = JSON.stringify({ name: 'a', version: '1.0.0', scripts: { test: 'x' }, workspaces: ['p/*'], extra: 1 });
    for (const written of [text, `\ufeff${text}`]) {
      const manifest = parseManifest(written);
      assert.equal(manifest?.name, 'a');
      assert.equal(manifest.version, '1.0.0');
      assert.deepEqual(manifest.scripts, { test: 'x' });
      assert.deepEqual(manifest.workspaces, ['p/*']);
      assert.deepEqual(manifest.fields, JSON.parse(text));
    }
    assert.deepEqual(parseManifest('{"workspaces":{"packages":["p/*"],"nohoist":[]}}')?.workspaces, ['p/*']);
  });

  it('leaves out what has another form, and keeps the rest', () => {
    const manifest = parseManifest(
      '{"name":1,"scripts":{"test":"x","//":["note"],"off":null},"workspaces":["a",2],"bin":null,"main":"m.js"}',
    );
    assert.equal(manifest?.name, undefined);
    assert.deepEqual(manifest?.scripts, { test: 'x' });
    assert.deepEqual(manifest?.workspaces, ['a']);
    assert.deepEqual(manifest && textsIn(manifest, 'main', 'bin'), ['m.js']);
    for (const text of ['{"scripts":[]}', '{"workspaces":3}', '{"scripts":"x","workspaces":null}']) {
      assert.deepEqual(parseManifest(text)?.scripts, {});
      assert.deepEqual(parseManifest(text)?.workspaces, []);
    }
  });

  it('does not read what is no JSON object', () => {
    for (const text of ['', '{', 'null', '[]', '3', '"text"']) assert.equal(parseManifest(text), undefined);
  });

  it('finds texts at any depth of a field, and dependencies of every kind', () => {
    const manifest = parseManifest(
      JSON.stringify({
        main: '',
        bin: { a: './a.js' },
        exports: { '.': { types: './t.d.ts', default: ['./d.js', null] } },
        dependencies: { a: '1' },
        devDependencies: { b: '1' },
        peerDependencies: { c: '1' },
        optionalDependencies: { d: '1' },
      }),
    );
    assert.ok(manifest);
    assert.deepEqual(textsIn(manifest, 'main', 'bin', 'exports'), ['./a.js', './t.d.ts', './d.js']);
    assert.deepEqual(dependencyNames(manifest), ['a', 'b', 'c', 'd']);
  });
});
