import { anyTypes } from './any-type';
import { exits } from './exits';
import type { ComparingRule, CountedRule } from './finding';
import { skippedTests } from './skipped-tests';
import { stubs } from './stubs';
import { suppressions } from './suppressions';

/** Rules that see something in a text: a change answers for what it adds. */
export const COUNTED: readonly CountedRule[] = [anyTypes, suppressions, skippedTests, exits, stubs];

/** Rules that see something in the difference between two texts. */
export const COMPARING: readonly { readonly rule: ComparingRule; readonly allowedWithTests: boolean }[] = [];
