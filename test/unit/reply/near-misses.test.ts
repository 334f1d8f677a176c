import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const block = (search: string, replace: string, path = 'a.ts'): string =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
const diff = (search: string, replace: string): string => {
  const mark = (text: string, op: string): string =>
    text
      .split('\n')
      .map((line) => op + line)
      .join('\n');
  return `--- a/a.ts\n+++ b/a.ts\n@@\n${mark(search, '-')}\n${mark(replace, '+')}`;
};

describe('near misses of SEARCH', () => {
  for (const [what, before, search, replace, after] of [
    ['a blank line too many at its end', 'add();', 'add();\n', 'add(1);\n', 'add(1);'],
    ['a blank line too many at its beginning', 'x\nadd();\ny\n', '\nadd();', '\nadd(1);', 'x\nadd(1);\ny\n'],
    ['one of two blank lines too many', 'add();\n\nx\n', 'add();\n\n', 'add(1);\n', 'add(1);\n\nx\n'],
    ['one of two blank lines too many in front', 'x();\n\nx();\n', '\n\nx();', '\n\ny();', 'x();\n\ny();\n'],
    ['a blank line that only SEARCH has', 'add();\ny\n', 'add();\n', 'add(1);', 'add(1);\ny\n'],
    [
      'blanks for tabs',
      'f() {\n\tif (x) {\n\t\tone();\n\t}\n}\n',
      '    if (x) {\n        one();\n    }',
      '    if (x) {\n        one(1);\n        for (;;) {\n            two();\n        }\n    }',
      'f() {\n\tif (x) {\n\t\tone(1);\n\t\tfor (;;) {\n\t\t\ttwo();\n\t\t}\n\t}\n}\n',
    ],
    [
      'tabs for blanks',
      'f() {\n  one();\n    two();\n}\n',
      '\tone();\n\t\ttwo();',
      '\tone();\n\t\ttwo(2);\n\t\t\tx();',
      'f() {\n  one();\n    two(2);\n      x();\n}\n',
    ],
    [
      'four blanks for two',
      'f() {\n  one();\n    two();\n}\n',
      '    one();\n        two();',
      '    one();\n        two(2);',
      'f() {\n  one();\n    two(2);\n}\n',
    ],
    ['straight quotes for curly ones', "a = '“It’s”';\n", "a = '\"It's\"';", "a = '\"It's\"!';", "a = '“It’s”!';\n"],
    [
      'curly quotes for straight ones',
      'a = "x";\nb = "y";\n',
      'a = “x”;\nb = “y”;',
      'a = “x” + “z”;\nb = “y”;',
      'a = "x" + "z";\nb = "y";\n',
    ],
    ['a hyphen for a dash', 'a = "1–2 — 3";\n', 'a = "1-2 - 3";', 'a = "1-2 - 4";', 'a = "1–2 — 4";\n'],
    ['three dots for an ellipsis', 'a = "wait…";\n', 'a = "wait...";', 'b = "wait...";', 'b = "wait…";\n'],
    [
      'a blank for a no-break blank',
      'a = "10\u00A0kg of x";\n',
      'a = "10 kg of x";',
      'a = "10 kg of y z";',
      'a = "10\u00A0kg of y z";\n',
    ],
    ['a no-break blank for a blank', 'a = 1;\n', 'a\u00A0= 1;', 'a\u00A0= 2;\nb\u00A0= 3;', 'a = 2;\nb = 3;\n'],
    ['characters without a width', 'a = 1;\n', 'a\u200B = 1;', 'a\u200B = 2;', 'a = 2;\n'],
    [
      'composed letters for decomposed ones',
      'a = "cafe\u0301";\nb\n',
      'a = "caf\u00E9";',
      'a = "caf\u00E9s";',
      'a = "cafe\u0301s";\nb\n',
    ],
    [
      'decomposed letters for composed ones',
      'a = "caf\u00E9";\n',
      'a = "cafe\u0301";',
      'a = "cafe\u0301s";',
      'a = "caf\u00E9s";\n',
    ],
    [
      'HTML entities',
      'if (a < b && c) x();\n',
      'if (a &lt; b &amp;&amp; c) x();',
      'if (a &lt; b &amp;&amp; d) x();',
      'if (a < b && d) x();\n',
    ],
    ['line numbers', 'a();\nb();\nc();\n', '2 | b();\n3 | c();', '2 | b(1);\n3 | c();', 'a();\nb(1);\nc();\n'],
    ['line numbers in SEARCH only', 'a();\nb();\n', '1: a();\n2: b();', 'a();\nb(1);', 'a();\nb(1);\n'],
    [
      'indentation and characters',
      "\tsay('it’s');\n\tgo();\n",
      "say('it's');\ngo();",
      "say('it's');\ngo(1);",
      "\tsay('it’s');\n\tgo(1);\n",
    ],
  ] as const) {
    it(`are read: ${what}`, async () => {
      assert.deepEqual(await accepted(block(search, replace), { files: { 'a.ts': before } }), { 'a.ts': after });
    });

    if (!what.includes('blank line')) {
      it(`are read in a diff: ${what}`, async () => {
        assert.deepEqual(await accepted(diff(search, replace), { files: { 'a.ts': before } }), { 'a.ts': after });
      });
    }
  }

  it('are read: one line with its own number', async () => {
    const files = { 'a.ts': 'x();\none();\n' };
    assert.deepEqual(await accepted(block('2: one();', '2: two();'), { files }), { 'a.ts': 'x();\ntwo();\n' });
    assert.match((await refused(block('1: one();', '1: two();'), { files })).join(), /^search-not-found/);
  });

  it('the place with the least differences is taken', async () => {
    const files = { 'a.ts': 'if (x) {\n  say(‘a’);\n}\nif (y) {\n    say(‘a’);\n}\n' };
    assert.deepEqual(await accepted(block("  say('a');", "  say('b');"), { files }), {
      'a.ts': files['a.ts'].replace('  say(‘a’)', '  say(‘b’)'),
    });
  });

  it('keep untouched lines byte for byte', async () => {
    const before = 'one \r\n  “two”\t\n\u00A0\nthree\r\nfour\n';
    const reply = block('one\n  "two"\n \nthree', 'one\n  "two"\n \nTHREE');
    assert.deepEqual(await accepted(reply, { files: { 'a.ts': before } }), {
      'a.ts': before.replace('three\r\n', 'THREE\n'),
    });
  });

  for (const [what, before, search, replace] of [
    ['two places that fit equally badly', '\tx();\n\t\tx();\n', '    x( );', 'y'],
    ['several places with other indentation', '\ta();\n\t\tb();\n\ta();\n\t\tb();\n', '  a();\n    b();', '  c();'],
    ['a special character that the change may keep or not', "a = ‘x’ + 'y';\n", "a = 'x' + 'y';", "b('x', 'z');"],
    ['curly quotes where the file has both', 'a = "x" + “y”;\n', 'a = “x” + “y”;', 'a = “x” + “y” + “z”;'],
    [
      'a new indentation that is no whole level',
      'f() {\n\tone();\n\t\ttwo();\n}\n',
      '    one();\n        two();',
      '    one();\n      x();\n        two();',
    ],
    [
      'two ways to fit: a blank line less, or other indentation',
      'if (x) {\n  foo();\n  x();\n}\nif (y) {\n    foo();\n\n}\n',
      '  foo();\n',
      '  bar();\n',
    ],
    [
      'two ways to fit: other quotes, or other indentation',
      "f() {\n  say(‘a’);\n}\ng() {\n    say('a');\n}\n",
      "  say('a');",
      "  say('b');",
    ],
    ['a key that is a number, for a line number', 'const x = {\n  {\n', '1: {', '1: {\n  more: 1,'],
    ['line numbers with a gap', 'a();\nb();\n', '1 | a();\n3 | b();', '1 | a();\n3 | c();'],
    ['some entities among plain characters', 'a < b && c;\n', 'a < b &amp;&amp; c;', 'a < b &amp;&amp; d;'],
    ['blank lines to remove that are partly there', 'a();\n\nb();\n', 'a();\n\n\n', 'c();'],
  ] as const) {
    it(`are refused: ${what}`, async () => {
      assert.match(
        (await refused(block(search, replace), { files: { 'a.ts': before } })).join(),
        /^search-(?:not-found|ambiguous)/,
      );
    });
  }

  for (const [what, before, search, difference] of [
    ['tabs', 'f() {\n\tone();\n\t two();\n}\n', '  one();\n  two();', /The file indents by tabs, the edit by blanks/],
    ['blanks', 'f() {\n  one();\n   two();\n}\n', '\tone();\n\ttwo();', /The file indents by blanks, the edit by tabs/],
    [
      'quotes',
      "a = ‘x’ + 'y';\n",
      "a = 'x' + 'y' + z;",
      /Line 1 of the edit is `a = 'x' \+ 'y' \+ z;`, and line 1 of the file is/,
    ],
    [
      'blanks inside',
      'a  = b(x);\n',
      'a = b( x );',
      /Line 1 .* has other blanks inside than line 1 .*`a {2}= b\(x\);`/,
    ],
    ['a letter', 'a = parse(text);\nb = 1;\n', 'a = Parse(text);\nb = 1;', /Line 1 .*upper and lower case/],
    [
      'a line too many',
      'first(one);\nthird(three);\n',
      'first(one);\nsecond(two);\nthird(three);',
      /Line 2 of the edit, `second\(two\);`, is not in the file/,
    ],
    [
      'a line too few',
      'first(one);\nsecond(two);\nthird(three);\n',
      'first(one);\nthird(three);',
      /The file has `second\(two\);` before line 2 of the edit/,
    ],
    [
      'a blank line',
      'first(one);\n\nthird(three);\n',
      'first(one);\nthird(three);',
      /The file has a blank line before line 2/,
    ],
    [
      'the end',
      'first(one);\nsecond(two);\n',
      'first(one);\nsecond(two);\nlast();',
      /Line 3 of the edit lies behind the end of the file/,
    ],
  ] as const) {
    it(`name the difference: ${what}`, async () => {
      const [message = ''] = await refused(block(search, 'x'), { files: { 'a.ts': before } });
      assert.match(message, difference);
    });
  }

  it('an edit that is already made is none, beside others and alone', async () => {
    const files = { 'a.ts': 'const rate = 0.19;\nconst other = sum(list);\n' };
    const made = block('const rate = 0.16;', 'const rate = 0.19;');
    const next = block('const other = sum(list);', 'const other = sum(all);');
    assert.deepEqual(await accepted(`${made}\n${next}`, { files }), {
      'a.ts': 'const rate = 0.19;\nconst other = sum(all);\n',
    });
    assert.match((await refused(made, { files })).join(), /^unchanged: .*already made/);
    // There may be another place that was meant.
    const twins = { 'a.ts': 'const rate = 0.19;\nconst rate = 0.161;\n' };
    assert.match((await refused(made, { files: twins })).join(), /^search-not-found/);
  });

  it('lines that stand there already are not added again', async () => {
    const files = { 'a.ts': "import a from 'a';\nimport b from 'b';\nrun();\n" };
    const add = block("import a from 'a';", "import a from 'a';\nimport b from 'b';");
    assert.match((await refused(add, { files })).join(), /^search-ambiguous: .*already stand there/);
    const earlier = { files: { 'a.ts': "import a from 'a';\nrun();\n" }, current: files };
    const both = `${add}\n${block('run();', 'run(a);')}`;
    assert.deepEqual(await accepted(both, earlier), { 'a.ts': files['a.ts'].replace('run()', 'run(a)') });
  });

  it('the same block twice is one, and a diff likewise', async () => {
    const files = { 'a.ts': 'one();\ntwo();\n' };
    const add = block('one();', 'one();\nmore();');
    assert.deepEqual(await accepted(`${add}\n${add}`, { files }), { 'a.ts': 'one();\nmore();\ntwo();\n' });
    const patch = diff('one();', 'one();\nmore();');
    assert.deepEqual(await accepted(`${patch}\n${patch}`, { files }), { 'a.ts': 'one();\nmore();\ntwo();\n' });
  });

  it('what occurred several times is not the place that is left when an edit changed another one', async () => {
    const files = { 'a.ts': 'one();\nx();\ntwo();\nx();\n' };
    const first = block('one();\nx();', 'one();\ny();');
    const second = /^conflicting-edits: .*occurs 2 times .* change one of these places/;
    assert.match((await refused(`${first}\n${block('x();', 'z();')}`, { files })).join(), second);
    const patches = `${diff('one();\nx();', 'one();\ny();')}\n\n${diff('x();', 'z();')}`;
    assert.match((await refused(patches, { files })).join(), second);
    const exact = `${first}\n${block('two();\nx();', 'two();\nz();')}\n${block('y();', 'y(1);')}`;
    assert.deepEqual(await accepted(exact, { files }), { 'a.ts': 'one();\ny(1);\ntwo();\nz();\n' });
  });

  it('a block does not follow its lines to where another block writes them', async () => {
    const files = { 'a.ts': 'one();\nmid();\nlast();\n' };
    const moves = `${block('one();\nmid();\nlast();', 'first();\nmid();\none();')}\n${block('one();', 'two();')}`;
    assert.match((await refused(moves, { files })).join(), /^conflicting-edits: .*line 1 on.*line 3 on/);
  });
});
