import type * as vscode from 'vscode';

/** A test that a menu of VS Code's test view handed over; possibly another extension's. */
export interface ForeignTest {
  readonly uri: vscode.Uri;
  /** Undefined for a whole file or folder. */
  readonly name: string | undefined;
}

/** Reads what `testing/item/context` (a TestItem) and `testing/message/context` (`{ test, message }`) hand over. */
export function readForeignTest(argument: unknown): ForeignTest | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { test, message } = argument as { readonly test?: unknown; readonly message?: vscode.TestMessage };
  const item = isTestItem(argument) ? argument : isTestItem(test) ? test : undefined;
  const uri = item?.uri ?? message?.location?.uri;
  return uri === undefined ? undefined : { uri, name: item && fullName(item) };
}

function isTestItem(value: unknown): value is vscode.TestItem {
  return typeof value === 'object' && value !== null && 'id' in value && 'label' in value && 'children' in value;
}

/**
 * The item's label after those of the suites around it. Controllers put folders and files above
 * them; these have no place in a file, which tells them apart.
 */
function fullName(item: vscode.TestItem): string | undefined {
  if (item.range === undefined) return undefined;
  const labels: string[] = [];
  for (let at: vscode.TestItem | undefined = item; at?.range !== undefined; at = at.parent) labels.unshift(at.label);
  return labels.join(' > ');
}
