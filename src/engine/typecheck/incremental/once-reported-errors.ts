import type * as ts from 'typescript';

/**
 * Errors that a checker tells once, for the first file of several that have them: members of a circle
 * (7022 "implicitly has type 'any' because …", 2456 circular alias), where it gives up (2589
 * "excessively deep", 2590 too complex), helpers that a package lacks (2343, 2354, 2807).
 */
const CODES = new Set([
  2310, 2313, 2321, 2343, 2354, 2456, 2502, 2506, 2577, 2589, 2590, 2615, 2799, 2800, 2807, 2859, 7022, 7023, 7024,
  7056,
]);

/** Those, and what belongs to no file (a global type that is missing), which hangs on the file that met it first. */
export function isReportedOnce({ code, file }: ts.Diagnostic): boolean {
  return file === undefined || CODES.has(code);
}
