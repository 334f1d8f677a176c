import type * as ts from 'typescript';
import { memo } from '../../../platform/memo';
import type { Ts } from '../../source';
import { membersOf } from '../members';
import type { Declaration, ImportedName } from '../module-code';

/** A module while its statements are read. */
export interface Draft {
  readonly path: string;
  readonly declarations: Map<string, Declaration[]>;
  readonly imports: Map<string, ImportedName>;
  readonly exports: Map<string, string | ImportedName>;
  readonly stars: string[];
  readonly loaded: string[];
  isObject: boolean;
}

export function declare(compiler: Ts, draft: Draft, name: string, node: ts.Node, value: ts.Node = node): void {
  const { path } = draft;
  memo(draft.declarations, name, () => []).push({ path, name, node, members: membersOf(compiler, path, name, value) });
}

/** The text of a string without values in it. */
export function textOf(compiler: Ts, node: ts.Node): string | undefined {
  return compiler.isStringLiteralLike(node) ? node.text : undefined;
}
