import type { ReplyFormat, Strategy } from '../../contract/events';
import type { Recipe } from '../../contract/task';
import type { Clock } from '../../platform/clock';
import { pinnedIn } from '../by-person';
import { type Patterns, situationOf, type TaskKind } from '../patterns';
import { chooseOption, type HowToChoose, type Taken } from './choose-option';
import { type MoveRecord, moveRecordOf } from './move-record';
import { experimentText, formatText, notNowText, pinnedText, recipeText, recordText, TOO_FEW_RUNS } from './reasons';
import { type Likeness, type Option, type Sources, type Weighed, weigh } from './weigh';
import { tryLimit } from './worth-trying';

export interface Choice {
  readonly strategy: Strategy;
  readonly maxIterations: number;
  /** How the model is asked to write its change. Absent: with edits. */
  readonly format?: ReplyFormat | undefined;
  /** How much of the workspace the first prompt shows. Absent: there is nothing to choose, and it shows all it can. */
  readonly recipe?: Recipe | undefined;
  /** For the user: what is recorded, and why this strategy and limit follow from it. */
  readonly why: string;
  /** Number of this workspace's recorded runs that the choice is based on. */
  readonly recordedRuns: number;
  /** What is recorded of the moves that can follow a red verdict. Absent: nothing. */
  readonly moves?: MoveRecord | undefined;
}

/** What a strategy is chosen for. */
export interface ChoiceRequest {
  readonly kind: TaskKind;
  /** Provider and name. */
  readonly model: string;
  /** The settings' limit, which the choice never exceeds. */
  readonly maxIterations: number;
  /** Whether the model gets tools to look at the workspace. */
  readonly canLook: boolean;
  /** Whether the workspace has files that can be shown as an example. */
  readonly hasExamples: boolean;
  /** Whether it has more than a first prompt shows anyway. Absent: no. */
  readonly hasMore?: boolean | undefined;
  /** Whether some runs may try what is not expected to be best, to learn how it works here. */
  readonly explore: boolean;
}

/**
 * The openings and what they are expected to cost: a plan is one more call with a short answer, looking some more calls
 * that repeat what was read, an example a longer prompt. Our own estimates, which two recorded runs outweigh.
 */
const OPENINGS: readonly Option<Strategy>[] = [
  { name: 'direct', cost: 1 },
  { name: 'plan-first', cost: 1.35 },
  { name: 'look-first', cost: 1.4 },
  { name: 'example-led', cost: 1.1 },
];
/**
 * A narrower context costs less in each call of the run, and is expected to solve less until it is seen to do as well.
 * Our own estimates.
 */
const CONTEXTS: readonly Option<Recipe>[] = [
  { name: 'focus', cost: 0.8, success: 0.75 },
  { name: 'types', cost: 0.9, success: 0.85 },
  { name: 'related', cost: 1 },
];
/** Whole files repeat what does not change. Our own estimate. */
const FORMATS: readonly Option<ReplyFormat>[] = [
  { name: 'edits', cost: 1 },
  { name: 'whole-files', cost: 1.5 },
];

/**
 * Runs of the workspace before which nothing but the default is tried: whoever meets Loopcraft here sees its usual
 * behaviour first, and the first runs show what it is worth.
 */
const FIRST_RUNS = 3;

/** How much runs of the other kind of task, or of another model, say about a run. */
const OTHER_KIND = 0.5;
const OTHER_MODEL = 0.3;
/** Whether a model's replies can be applied says little of another model. */
const REPLIES_OF_OTHER_MODEL = 0.1;

/**
 * Chooses how a run opens, how much it shows at first, in which format the model is asked to reply, and how many tries
 * it may have.
 */
export function chooseStrategy(
  patterns: Patterns,
  request: ChoiceRequest,
  clock: Pick<Clock, 'random'>,
  others: readonly Patterns[] = [],
): Choice {
  const { explore, maxIterations, canLook, hasExamples } = request;
  const knowsEnough = patterns.runs >= FIRST_RUNS;
  const options = weighOpenings(patterns, others, request).filter(
    ({ name }) => (canLook || name !== 'look-first') && (hasExamples || name !== 'example-led'),
  );
  const situation = situationOf(request.kind, request.model);
  const pinned = pinnedIn(patterns, 'opening', situation);
  const how = { usual: 'direct', explore, experiments: knowsEnough, knowsEnough, pinned } as const;
  const opening = chooseOption(options, how, clock);
  const sources = { own: patterns, others, likeness: likeness(request.kind, request.model, OTHER_MODEL) };
  const limit = tryLimit(sources, situation, maxIterations, pinnedIn(patterns, 'tries', situation));
  const recipe = request.hasMore
    ? chooseRecipe(sources, situation, { explore: explore && opening.because !== 'experiment', knowsEnough }, clock)
    : undefined;
  const format = chooseFormat(patterns, others, request, clock);
  const reasons = [
    ...(pinned !== undefined && pinned !== opening.name ? notNowText(pinned) : []),
    reasonOf(opening, patterns),
    ...(recipe ? recipeText(recipe, patterns, situation) : []),
    ...(limit.why === undefined ? [] : [limit.why]),
    ...formatText(format.name, patterns, { situation: situationOf('replies', request.model), ...format }),
  ];
  return {
    strategy: opening.name,
    format: format.name,
    ...(recipe ? { recipe: recipe.name } : {}),
    maxIterations: limit.maxIterations,
    why: reasons.join(' '),
    recordedRuns: patterns.runs,
    moves: moveRecordOf(patterns, others, request.model),
  };
}

/** What is expected of every opening of such a run. */
export function weighOpenings(
  own: Patterns,
  others: readonly Patterns[],
  { kind, model }: Pick<ChoiceRequest, 'kind' | 'model'>,
): Weighed<Strategy>[] {
  return weigh('opening', OPENINGS, { own, others, likeness: likeness(kind, model, OTHER_MODEL) });
}

/** Without experiments of its own, and without draws beside one: a run tries one thing at a time. */
function chooseRecipe(
  sources: Sources,
  situation: string,
  how: Pick<HowToChoose<Recipe>, 'explore' | 'knowsEnough'>,
  clock: Pick<Clock, 'random'>,
): Taken<Recipe> {
  const pinned = pinnedIn(sources.own, 'recipe', situation);
  const options = weigh('recipe', CONTEXTS, sources);
  return chooseOption(options, { usual: 'related', experiments: false, pinned, ...how }, clock);
}

/** Without experiments: a run tries one thing at a time. */
function chooseFormat(
  own: Patterns,
  others: readonly Patterns[],
  { model, explore }: ChoiceRequest,
  clock: Pick<Clock, 'random'>,
): Taken<ReplyFormat> {
  const options = weighFormats(own, others, model);
  const pinned = pinnedIn(own, 'format', situationOf('replies', model));
  return chooseOption(options, { usual: 'edits', explore, experiments: false, knowsEnough: true, pinned }, clock);
}

function weighFormats(own: Patterns, others: readonly Patterns[], model: string): Weighed<ReplyFormat>[] {
  return weigh('format', FORMATS, { own, others, likeness: likeness('replies', model, REPLIES_OF_OTHER_MODEL) });
}

/** How much the cases of a situation say: `what` is its first word, the rest is the model. */
function likeness(what: string, model: string, otherModel: number): Likeness {
  const same = situationOf(what, model);
  const nameOfModel = same.slice(what.length + 1);
  return (situation) => {
    if (situation === same) return 1;
    const at = situation.indexOf(' ');
    const isSameWhat = situation.slice(0, at) === what;
    const isSameModel = situation.slice(at + 1) === nameOfModel;
    return (isSameWhat ? 1 : OTHER_KIND) * (isSameModel ? 1 : otherModel);
  };
}

function reasonOf({ name, because, ranked }: Taken<Strategy>, patterns: Patterns): string {
  if (because === 'pinned') return pinnedText(patterns, name);
  if (because === 'few-cases') return TOO_FEW_RUNS;
  return because === 'experiment' ? experimentText(patterns, name) : recordText(patterns, ranked);
}
