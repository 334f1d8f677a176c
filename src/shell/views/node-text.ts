import type { CommandId } from '../contributions';

/** A node as the tree shows it. */
export interface NodeText {
  /** Stays the same while a run gets more steps, so that expanded nodes stay expanded. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** Name of a product icon, and of the theme colour it takes. */
  readonly icon: string;
  readonly color?: string;
  readonly contextValue: string;
  readonly expandable: boolean;
  /** What a click opens: the absolute path of a workspace, a file in it, and 1-based lines. */
  readonly opens?: Opens | undefined;
  /** The command that a click runs. */
  readonly runs?: CommandId | undefined;
}

export interface Opens {
  readonly workspace: string;
  readonly path: string;
  readonly lines: { readonly startLine: number; readonly endLine: number } | undefined;
}

/** Theme colours of icons. */
export const GREEN = 'testing.iconPassed';
export const RED = 'testing.iconFailed';
export const GREY = 'testing.iconSkipped';
