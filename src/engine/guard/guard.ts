import ignore from 'ignore';
import { holdsTests, isTestFile } from '../code/tests/test-files';
import type { Evidence } from '../contract/evidence';
import { fingerprint } from '../contract/fingerprint';
import type { Permissions } from '../contract/task';
import type { Candidate } from '../workspace/candidate';
import { resolveInside } from '../workspace/paths';
import type { Snapshot } from '../workspace/snapshot';
import { type ConfigReferences, configReferences } from './config-references';
import { packageKeysChanged, protectedBy } from './protected-paths';
import { hiddenTest, shadowedBy, testOfSnapshot } from './shadowing-files';
import { createTestOnlyFiles, type TestOnlyFiles } from './test-only-files';
import { type TestSetupFiles, testSetupFilesOf } from './test-setup-files';

export interface GuardRules {
  /** What the person let the run change. */
  readonly allow: Permissions;
  /** Workspace-relative paths that the test runner named: tests, though neither name nor text may say so. */
  readonly protectedTests?: readonly string[];
  /** The command that runs the tests; what it starts is test configuration. */
  readonly testCommand?: string;
  /** Files the person put in focus, and the request's words: what only its use shows to be a test's is open when it is named there. */
  readonly focus?: readonly string[];
  readonly request?: string;
  /** What a configuration file takes in; read in this process where absent, which takes loading a compiler. */
  readonly namedByConfig?: ConfigReferences;
}

type Refusal = { readonly code: string; readonly why: string; readonly next: string };

interface Guarded {
  readonly candidate: Candidate;
  readonly snapshot: Snapshot;
  readonly known: ReadonlySet<string>;
  readonly rules: GuardRules;
  readonly harness: TestSetupFiles;
  readonly reliedOn: TestOnlyFiles;
}

/**
 * What of a candidate touches files that a run has no business with. Empty: nothing. Each finding
 * says what it is about, why, and what to do instead; `code` is the rule's name.
 */
export async function guard(candidate: Candidate, snapshot: Snapshot, rules: GuardRules): Promise<Evidence[]> {
  const guarded: Guarded = {
    candidate,
    snapshot,
    rules,
    known: new Set(snapshot.files),
    harness: testSetupFilesOf(snapshot, rules.testCommand ?? '', rules.namedByConfig ?? configReferences),
    reliedOn: createTestOnlyFiles(snapshot),
  };
  const found = await Promise.all(
    [...candidate.files].map(async ([path, after]) => {
      const refusal = fileAndFolder(path, candidate) ?? (await refuse(path, after, guarded));
      return refusal ? [toEvidence(path, refusal)] : [];
    }),
  );
  return found.flat();
}

/** One name cannot be both: the copy that tests run in could not be written. */
function fileAndFolder(path: string, { files }: Candidate): Refusal | undefined {
  const below = [...files].find(([other, text]) => text !== null && other.startsWith(`${path}/`))?.[0];
  if (below === undefined || files.get(path) === null) return undefined;
  return {
    code: 'file-and-folder',
    why: `cannot be a file and hold ${below}.`,
    next: 'Give one of them another name.',
  };
}

async function refuse(path: string, after: string | null, guarded: Guarded): Promise<Refusal | undefined> {
  const { snapshot, known, rules } = guarded;
  const place = await resolveInside(snapshot.root, path);
  if (!place.ok) {
    const next = 'Use a path relative to the workspace folder, and only files inside it.';
    return { code: 'outside-workspace', why: `cannot be written: ${place.why}.`, next };
  }
  if (place.path !== path)
    return {
      code: 'through-link',
      why: `is another name for ${place.path}.`,
      next: `Edit ${place.path} by that name.`,
    };
  const before = await snapshot.read(path);
  if (before?.kind === 'binary') return { code: 'binary', why: 'is a binary file.', next: 'Leave it as it is.' };

  const oldText = before?.text ?? null;
  const refusal =
    (await refuseConfig(path, oldText, after, guarded)) ??
    (rules.allow.tests === true ? undefined : await refuseTests(path, oldText, after, guarded)) ??
    (await refuseStandIn(path, after, guarded));
  if (refusal) return refusal;
  if (!known.has(path) && (before !== undefined || (await isIgnored(path, snapshot)))) {
    return {
      code: 'git-ignored',
      why: 'is ignored by git, so it is generated or private.',
      next: 'Put the code in a file that belongs to the repository.',
    };
  }
  return undefined;
}

const ASK_FOR_CONFIG =
  'Solve the task in the source files; if it cannot be done without this file, say so, and the person can allow configuration changes.';

async function refuseConfig(
  path: string,
  before: string | null,
  after: string | null,
  { rules: { allow, focus = [] }, harness }: Guarded,
): Promise<Refusal | undefined> {
  const rule = protectedBy(path);
  const configurable = rule !== undefined && rule.kind !== 'dependencies' && rule.kind !== 'secrets';
  if (rule && !(configurable && allow.config)) {
    return {
      code: rule.kind,
      why: `is ${rule.what}, and is left alone.`,
      next: configurable ? ASK_FOR_CONFIG : 'Solve the task without it.',
    };
  }
  if (allow.config) return undefined;
  if (/(?:^|\/)package\.json$/i.test(path)) {
    const keys = packageKeysChanged(before, after);
    const next =
      'Use what is installed and the scripts that are there; if a new dependency is needed, say so, and the person can allow configuration changes.';
    return keys.length > 0
      ? { code: 'package-json', why: `would change what is installed or run (${keys.join(', ')}).`, next }
      : undefined;
  }
  const by = focus.includes(path) ? undefined : await harness.namedBy(path);
  return by === undefined
    ? undefined
    : {
        code: 'config',
        why: `is test or compiler configuration, because ${by} names it, and is left alone.`,
        next: ASK_FOR_CONFIG,
      };
}

const DECLARES_TESTS = /\b(?:it|test|specify|describe|suite)(?:\.\w+)*(?:<[^>]*>)?[(`]/;
const ASK_FOR_TESTS =
  'Change the code so that the tests pass as they are; new test files are welcome. If a test itself is wrong, say so, and the person can ask for its change.';

async function refuseTests(
  path: string,
  before: string | null,
  after: string | null,
  { known, rules: { allow, protectedTests = [], focus = [], request = '' }, reliedOn }: Guarded,
): Promise<Refusal | undefined> {
  // Whether what was there is kept, integrity sees.
  if (allow.tests === 'add' && before !== null && after !== null && mayGrow(path, before, after)) return undefined;
  if (before !== null && (isTestFile(path) || protectedTests.includes(path) || holdsTests(path, before))) {
    return {
      code: 'existing-test',
      why: 'is an existing test, or a file that tests rely on: it is the measure and stays as it is.',
      next: ASK_FOR_TESTS,
    };
  }
  if (before === null && /(?:^|\/)__mocks__\//i.test(path)) {
    return {
      code: 'new-mock',
      why: 'would replace a module for the existing tests.',
      next: 'Let the tests run against the real code.',
    };
  }
  const recorded = allow.tests === 'add' ? undefined : testOfSnapshot(path, known);
  if (recorded !== undefined)
    return {
      code: 'new-snapshot',
      why: `would say what ${recorded} has to find, and that test was there before.`,
      next: ASK_FOR_TESTS,
    };
  const isNamed = focus.includes(path) || request.includes(path.slice(path.lastIndexOf('/') + 1));
  const test = isNamed ? undefined : await reliedOn.byTest(path);
  return test === undefined
    ? undefined
    : {
        code: 'existing-test',
        why: `is used by ${test} and by nothing of the product: it is part of the measure and stays as it is.`,
        next: ASK_FOR_TESTS,
      };
}

/** A file of tests, or one of recorded results that keeps all of its lines. */
function mayGrow(path: string, before: string, after: string): boolean {
  if (!path.endsWith('.snap')) return DECLARES_TESTS.test(before);
  const lines = new Set(after.split('\n'));
  return before.split('\n').every((line) => lines.has(line));
}

async function refuseStandIn(
  path: string,
  after: string | null,
  { candidate, snapshot, known }: Guarded,
): Promise<Refusal | undefined> {
  if (after === null) return undefined;
  const shadowed = shadowedBy(path, known, candidate);
  if (shadowed !== undefined)
    return {
      code: 'shadowing-file',
      why: `would be loaded in place of ${shadowed}, whose types are the ones that are checked.`,
      next: `Change ${shadowed} itself.`,
    };
  const hidden = /(?:^|\/)\.gitignore$/.test(path) ? await hiddenTest(path, after, snapshot) : undefined;
  return hidden === undefined
    ? undefined
    : {
        code: 'hidden-test',
        why: `would hide ${hidden} from git, and with it from who runs the tests.`,
        next: 'Ignore only what is generated.',
      };
}

/** By the `.gitignore` files above the path; the innermost that says anything decides, as in git. */
async function isIgnored(path: string, snapshot: Snapshot): Promise<boolean> {
  const segments = path.split('/');
  for (let depth = segments.length - 1; depth >= 0; depth--) {
    const folder = segments
      .slice(0, depth)
      .map((name) => `${name}/`)
      .join('');
    const rules = await snapshot.read(`${folder}.gitignore`);
    if (rules?.kind !== 'text') continue;
    const { ignored, unignored } = ignore().add(rules.text).test(path.slice(folder.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}

function toEvidence(path: string, { code, why, next }: Refusal): Evidence {
  return {
    stage: 'guard',
    code,
    path,
    message: `${path} ${why} ${next}`,
    fingerprint: fingerprint({ stage: 'guard', path, code, message: '' }),
  };
}
