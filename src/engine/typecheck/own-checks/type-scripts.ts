/** Names that people give to the script that checks types. */
export const TYPE_SCRIPT = /^(?:type-?checks?|check[-:]?types?|types?[:-]check|ts[:-]?check)(?::[\w:.-]+)?$/i;
/** Compilers whose projects are checked anyway. */
export const COMPILER = /^(?:tsc|vue-tsc)$/;
export const WATCHES = /(?:^|\s)(?:--watch|-w)\b|\bwatch\b/;
