import type * as vscode from 'vscode';

/** A test that a menu of VS Code's test view passed; it may belong to another extension. */
export interface ForeignTest {
  readonly uri: vscode.Uri;
  /** Undefined for a whole file or folder. */
  readonly name: string | undefined;
}

/** Reads the arguments of `testing/item/context` (a TestItem) and `testing/message/context` (`{ test, message }`). */
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
 * The labels of the item's suites and its own. Controllers also have items for folders and files, which
 * are left out; they are recognised by having no range.
 */
function fullName(item: vscode.TestItem): string | undefined {
  if (item.range === undefined) return undefined;
  const labels: string[] = [];
  for (let ancestor: vscode.TestItem | undefined = item; ancestor?.range !== undefined; ancestor = ancestor.parent)
    labels.unshift(ancestor.label);
  return labels.join(' > ');
}
