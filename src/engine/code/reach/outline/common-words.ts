/**
 * Words of every request and every commit message, in English and in the conventions of commit messages: they say what
 * to do, not where.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  (
    'the and for with from into when not that this are was has have but its use using used add adds added adding fix ' +
    'fixes fixed fixing make makes making change changes changed update updates updated updating remove removes ' +
    'removed feat chore docs refactor test tests testing should can now also more all any new support supports ' +
    'supporting issue bug via only one out off get set to of in on is it as be by or an at if no do so we you up ' +
    'create creates created allow allows allowed improve improves improved implement implements implemented ensure ' +
    'introduce handle handles handling correct correctly feature'
  ).split(' '),
);
