import type { TopDeclaration, TopLevel } from '../../contract/code-inspection';
import { type Parsed, textOf, wasUsedBeside } from '../../integrity/replaced-code';
import { escapeRegExp } from '../../platform/escape-reg-exp';

/**
 * The names of what a file of code no longer has: exports, declarations, public members of classes, calls. A
 * declaration that is not exported may go where the code that needed it is still there and no longer does.
 */
export function lostFrom(before: Parsed, after: Parsed): string[] {
  const exports = before.top.exports.filter((name) => !after.top.exports.includes(name));
  // A class and an interface may have one name.
  const declared = new Map<string, Set<string>>();
  for (const { name, members } of after.top.declarations)
    declared.set(name, new Set([...(declared.get(name) ?? []), ...members]));
  const gone = before.top.declarations.filter(({ name }) => !declared.has(name));
  const hidden = gone.filter(({ name, isExported }) => !isExported && !isReplaced(name, gone, before, after));
  const members = before.top.declarations.flatMap(({ name, members }) => {
    const left = declared.get(name);
    return left ? members.filter((member) => !left.has(member)).map((member) => `${name}.${member}`) : [];
  });
  const calls = lostStatements(before.top, after.top);
  return [...new Set([...exports, ...hidden.map(({ name }) => name), ...members, ...calls])];
}

/** Whether code that used it is still there, and nothing needs it any more, or what needs it declares it itself. */
function isReplaced(name: string, gone: readonly TopDeclaration[], before: Parsed, after: Parsed): boolean {
  const imports = after.top.imports.map((range) => textOf(after, range));
  if (imports.some((text) => uses(text, name))) return true;
  if (uses(after.text, name)) return isDeclaredWithin(after.text, name);
  return wasUsedBeside(name, new Set(gone.map((declaration) => declaration.name)), before);
}

/** Whether the name, which the top no longer declares, is declared within. The compiler says if that is too deep. */
function isDeclaredWithin(text: string, name: string): boolean {
  return new RegExp(`\\b(?:const|let|var|function|class)\\s+${escapeRegExp(name)}(?![\\p{L}\\p{N}_$])`, 'u').test(text);
}

function uses(text: string, name: string): boolean {
  const words: readonly string[] = text.match(/[\p{L}\p{N}_$]+/gu) ?? [];
  return words.includes(name);
}

/** Of several statements such as `app.get(…)`, fewer than half are left. */
function lostStatements(before: TopLevel, after: TopLevel): string[] {
  const [was, is] = [before.statements.length, after.statements.length];
  return was >= 2 && is < was / 2 ? [`${was - is} of ${was} statements`] : [];
}
