import type { Packages } from '../../workspace/packages/packages';
import type { Instrumentation, KnownRunner } from '../runners/runner-adapter';
import type { HasProgram } from './scripts/missing-manager';
import type { Edit } from './shell-line';

export interface InstrumentContext {
  readonly packages: Packages;
  /** `dir` is the package's folder, in which the runner starts; `words` are those after its name. */
  readonly instrumentationFor: (runner: KnownRunner, dir: string, words: readonly string[]) => Instrumentation;
  /** Says which of several selected packages to run; all of them if absent. */
  readonly includesPackage?: ((dir: string) => boolean) | undefined;
  /** Leave out the steps that the tests don't need: checks in front of them, and what follows them in their script. */
  readonly onlyTests?: boolean | undefined;
  /**
   * Run the packages' scripts in place of a call of turbo or nx. Otherwise that happens only where the package manager
   * that these start is not installed.
   */
  readonly expandTasks?: boolean | undefined;
  /** The package manager of the workspace. */
  readonly manager?: string | undefined;
  /** Absent: all programs are there. */
  readonly hasProgram?: HasProgram | undefined;
}

export interface Instrumented {
  /** The line for the shell. */
  readonly line: string;
  /** The runners in the order of the line. */
  readonly runners: readonly KnownRunner[];
  /** Programs that print TAP, as people call them. */
  readonly tap: readonly string[];
  /** What to do about programs whose results can't be read, as sentences. */
  readonly hints: readonly string[];
  /** Scripts whose text replaced the call of a package manager, outermost first. */
  readonly scripts: readonly string[];
  /** Package managers that are not installed, and without which the line runs what they were to start. */
  readonly absent: readonly string[];
  /** Whether turbo or nx starts the tests, in the line as it is. */
  readonly startsTasks: boolean;
  /** What each runner of the folder in which the line runs is started with, as a person would type it. */
  readonly commands: readonly string[];
}

/** One command of a line: what it runs, and how the line is changed there. */
export interface Step extends Omit<Instrumented, 'line'> {
  readonly edits: readonly Edit[];
  readonly isTest: boolean;
}

export const NOTHING: Step = {
  edits: [],
  isTest: false,
  runners: [],
  tap: [],
  hints: [],
  scripts: [],
  absent: [],
  startsTasks: false,
  commands: [],
};

/** What the parts of a line run, all together. */
export function joined(parts: readonly Omit<Instrumented, 'line'>[]): Omit<Instrumented, 'line'> {
  return {
    runners: parts.flatMap((part) => part.runners),
    tap: parts.flatMap((part) => part.tap),
    hints: parts.flatMap((part) => part.hints),
    scripts: parts.flatMap((part) => part.scripts),
    absent: [...new Set(parts.flatMap((part) => part.absent))],
    startsTasks: parts.some((part) => part.startsTasks),
    commands: parts.flatMap((part) => part.commands),
  };
}
