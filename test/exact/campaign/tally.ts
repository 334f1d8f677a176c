import type { PlacedDiagnostic } from '../oracle';
import type { CampaignConfig, CampaignResult, Difference, JudgeAnswer } from './campaign';
import type { Step } from './plan';

/** Collects the differences and the numbers of a campaign. `folder` holds both copies of the workspace. */
export function createTally(config: CampaignConfig, version: string, steps: readonly Step[], folder: string) {
  const codes: Record<string, number> = {};
  const differences: Difference[] = [];
  const rewordings: { place: string; expected: string; found: string }[] = [];
  const counts = { red: 0, diagnostics: 0, reworded: 0, verified: 0, judgeMs: 0, oracleMs: 0 };

  const compare = (
    at: number,
    between: Difference['between'],
    expected: readonly PlacedDiagnostic[],
    found: readonly PlacedDiagnostic[],
    whole = true,
  ) => {
    const missing = whole ? onlyInFirst(expected, found) : [];
    const extra = onlyInFirst(found, expected);
    if (missing.length + extra.length === 0) return;
    const { kinds = [], overlay = new Map() } = steps[at] ?? {};
    differences.push({ step: at, between, kinds, files: [...overlay.keys()], missing, extra });
  };

  return {
    add(
      at: number,
      { near, whole, ms }: JudgeAnswer,
      { answer: expected, ms: oracleMs }: { answer: readonly PlacedDiagnostic[]; ms: number },
    ) {
      compare(at, 'whole', expected, whole);
      // A check of the edited files only may report fewer errors than the command line does. Where the syntax or
      // the options are wrong it may also report more, because the command line stops there.
      if (!steps[at]?.breaksSyntax && expected.every(({ place }) => /^.+\.[jt]sx?\(/.test(place)))
        compare(at, 'near', expected, near, false);
      for (const code of expected.map(codeOf)) codes[code] = (codes[code] ?? 0) + 1;
      const wordings = differentWordings(expected, whole, folder);
      counts.reworded += wordings.length;
      rewordings.push(...wordings.slice(0, 3 - rewordings.length));
      counts.red += expected.length > 0 ? 1 : 0;
      counts.diagnostics += expected.length;
      counts.judgeMs += ms;
      counts.oracleMs += oracleMs;
    },
    compareOracles(at: number, oracle: readonly PlacedDiagnostic[], commandLine: readonly PlacedDiagnostic[]) {
      const whole = (diagnostics: readonly PlacedDiagnostic[]) =>
        diagnostics.map(({ place, message }) => ({ place: `${place}: ${message}`, message }));
      compare(at, 'oracle and command line', whole(commandLine), whole(oracle));
      counts.verified++;
    },
    result: (): CampaignResult => ({
      version,
      mutations: config.mutations,
      steps: steps.length,
      kinds: [...new Set(steps.flatMap(({ kinds }) => kinds))],
      codes,
      differences,
      rewordings,
      ...counts,
    }),
  };
}

function codeOf({ place }: PlacedDiagnostic): string {
  return place.slice(place.lastIndexOf(' ') + 1);
}

/** Places that `diagnostics` has more often than `other`; a diagnostic that is reported twice counts once. */
function onlyInFirst(diagnostics: readonly PlacedDiagnostic[], other: readonly PlacedDiagnostic[]): string[] {
  const left = placesOf(other);
  return placesOf(diagnostics).filter((place) => {
    const at = left.indexOf(place);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function placesOf(diagnostics: readonly PlacedDiagnostic[]): string[] {
  return [...new Map(diagnostics.map((item) => [JSON.stringify(item), item.place])).values()];
}

/**
 * Finds messages with the expected place and code but another wording. Some messages name the copy of the
 * workspace in `folder`, so its path is removed first.
 */
function differentWordings(expected: readonly PlacedDiagnostic[], found: readonly PlacedDiagnostic[], folder: string) {
  const plain = ({ place, message }: PlacedDiagnostic) => ({
    place,
    message: message.replace(new RegExp(`${folder}/\\w+/`, 'g'), ''),
  });
  const foundPlain = found.map(plain);
  return expected.map(plain).flatMap(({ place, message }) => {
    const samePlace = foundPlain.filter((item) => item.place === place);
    const [first] = samePlace;
    return !first || samePlace.some((item) => item.message === message)
      ? []
      : [{ place, expected: message, found: first.message }];
  });
}
