import type * as ts from 'typescript';

/**
 * Errors that a checker reports once, for the first of several files that have them: circular definitions
 * (7022 "implicitly has type 'any' because …", 2456 circular alias), types that are too large (2589
 * "excessively deep", 2590 too complex), helpers that a package lacks (2343, 2354, 2807).
 */
const CODES = new Set([
  2310, 2313, 2321, 2343, 2354, 2456, 2502, 2506, 2577, 2589, 2590, 2615, 2799, 2800, 2807, 2859, 7022, 7023, 7024,
  7056,
]);

/**
 * Also true for an error without a file (a missing global type): the checker reports it with the first file that
 * needs the type.
 */
export function isReportedOnce({ code, file }: ts.Diagnostic): boolean {
  return file === undefined || CODES.has(code);
}
