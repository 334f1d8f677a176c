import type * as vscode from 'vscode';

/** A test that a menu of VS Code's test view passed; it may belong to another extension. */
export interface ForeignTest {
  readonly uri: vscode.Uri;
  /** Undefined for a whole file or folder. */
  readonly name: string | undefined;
  /** Whether there are tests below it: a suite, a file, a folder. */
  readonly isGroup: boolean;
}

/** The item among the arguments of `testing/item/context` (a TestItem) and `testing/message/context`. */
export function itemOf(argument: unknown): vscode.TestItem | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { test } = argument as { readonly test?: unknown };
  return [argument, test].find(isTestItem);
}

/** Reads the arguments of `testing/item/context` (a TestItem) and `testing/message/context` (`{ test, message }`). */
export function readForeignTest(argument: unknown): ForeignTest | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { message } = argument as { readonly message?: vscode.TestMessage };
  const item = itemOf(argument);
  const uri = item?.uri ?? message?.location?.uri;
  const name = item && fullName(item);
  return uri === undefined ? undefined : { uri, name, isGroup: name === undefined || (item?.children.size ?? 0) > 0 };
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
