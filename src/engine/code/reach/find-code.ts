/**
 * Finds the code behind a failure by its syntax: from a test's own code (`test-code.ts`) over what its names mean
 * (`modules.ts`, also through index files) to what those declarations use (`reach.ts`). It needs no compiler
 * configuration and no build, so it works where types can't be checked. It parses with the bundled compiler, so the
 * product runs it in the type service.
 */
import { posix } from 'node:path';
import type * as ts from 'typescript';
import type { CodePlace, ReachAnswer, ReachedDeclaration, ReachRequest } from '../../contract/code-reach';
import { memo } from '../../platform/memo';
import { CODE, createResolver } from '../../workspace/imports/resolve-import';
import type { Ts } from '../source';
import { isTestFile } from '../tests/test-files';
import { besideMissingExports } from './missing/missing-exports';
import { besideMissingMembers } from './missing/missing-members';
import { missingNames, namesIn } from './missing/missing-names';
import { type Declaration, type Declarations, flat, type ModuleCode } from './module-code';
import { createModules, type Modules } from './modules';
import { linesOf } from './outline/lines-of';
import { type Reached, reach } from './reach';
import { referencesIn } from './references';
import { passingTests } from './tests/passing-tests';
import { testCode } from './tests/test-code';

/** Failing tests that are followed one by one; more of them rarely have other causes. */
const MAX_TESTS = 30;
/** Places that evidence names are nearer than all that is only used; of several, the first is the nearest. */
const AT_FAULT = -2;
const MAX_PLACES = 100;
/** How much nearer that is which the innermost frame leads to: what it got or called may be the cause. */
const USED_AT_FAULT = 0.75;
/** Test files that may run tests which another file declares. */
const MAX_USERS = 60;

/** Parsed files by path; undefined: no such file, or none of code. */
type ReadModule = (path: string) => ModuleCode | undefined;

type Found = Omit<ReachAnswer, 'named' | 'matching' | 'outlines' | 'passedOn' | 'ran'> & {
  /** Titles of the suites around them, and the names of their files. */
  readonly around: readonly string[];
};

/** Whether a file's imports and declarations can be read. */
export function isFollowed(path: string): boolean {
  return CODE.test(path) && !path.endsWith('.mdx');
}

export function findCode(compiler: Ts, request: ReachRequest, read: ReadModule): Found {
  const paths = new Set(request.files);
  const manifests = request.manifests;
  const modules = createModules(
    (path) => (isFollowed(path) ? read(path) : undefined),
    createResolver(paths, manifests),
  );
  const found = createCollection();
  const used = new Map<ModuleCode, ts.Node[]>();
  const tested = new Map<ModuleCode, ts.Node[]>();
  const behindUsers = new Map<ModuleCode, readonly Reached[]>();
  for (const [rank, place] of request.places.slice(0, MAX_PLACES).entries()) {
    const declaration = declarationOf(modules.get(place.path), place);
    if (declaration) found.add(from(compiler, declaration, modules, rank), false);
  }
  for (const { path = '', name } of request.tests.slice(0, MAX_TESTS)) {
    const module = modules.get(path);
    if (!module) continue;
    for (const { nodes, call } of testCode(compiler, module, name)) {
      if (call) memo(used, module, () => []).push(call);
      memo(tested, module, () => []).push(call ?? module.tree);
      const own = call ? [call, ...nodes.filter((node) => node !== call)] : [];
      const shown = own.map((node) => ({ ...linesOf(node.getSourceFile(), node), path, name, isSetUp: node !== call }));
      const direct = reach(compiler, { module, nodes }, modules);
      const users = direct.some((item) => hasBehaviour(compiler, item))
        ? []
        : memo(behindUsers, module, () => reachOfUsers(compiler, request, module, modules));
      found.add([...shown.map(atTest), ...described(nearer([...direct, ...users], path), modules)], true);
    }
  }
  for (const [module, calls] of used) {
    for (const { nodes } of passingTests(compiler, module, new Set(calls)))
      found.pass(described(reach(compiler, { module, nodes }, modules), modules));
  }
  const reached = found.sorted();
  const sources = [...new Set(reached.map(({ path }) => path))].filter((path) => !isTestFile(path));
  const known = new Set(sources.flatMap((path) => namesIn(modules.get(path)?.tree.text ?? '')));
  const missing = [...used].flatMap(([module, calls]) => missingNames(compiler, module, calls, { known, modules }));
  const members = besideMissingMembers(compiler, missing, { calls: [...used.values()].flat(), reached, modules });
  const bodies = [...used.values()].map((calls) => referencesIn(compiler, calls));
  return {
    reached,
    missing: [...new Set(missing)],
    beside: [...besideMissingExports(compiler, tested, { modules, files: request.files }), ...members],
    used: [...new Set(bodies.flatMap(({ names, properties, texts }) => [...names, ...properties, ...texts]))],
    around: [...new Set(aroundTests(request))],
  };
}

const TEST_WORD = /[._-]?(?:tests?|specs?)$/i;

/** What says which part is tested, though not what fails: titles of suites, and names of test files. */
function aroundTests({ tests }: ReachRequest): string[] {
  return tests
    .slice(0, MAX_TESTS)
    .flatMap(({ path = '', name }) => [
      ...name.split(' > ').slice(0, -1),
      ...(name === '' ? [] : [stemOf(path).replace(TEST_WORD, '')]),
    ]);
}

/** The test itself, and what prepares it. */
function atTest(item: Omit<Item, 'steps' | 'distance'>): Item {
  return { ...item, steps: 0, distance: 0 };
}

function hasBehaviour(compiler: Ts, { declaration: { path, node } }: Reached): boolean {
  const isType =
    compiler.isTypeElement(node) || compiler.isInterfaceDeclaration(node) || compiler.isTypeAliasDeclaration(node);
  return !isType && !isTestFile(path);
}

/** What the test files near a file of shared tests lead to that run it, each with an implementation of its own. */
function reachOfUsers(compiler: Ts, { files }: ReachRequest, shared: ModuleCode, modules: Modules): readonly Reached[] {
  const folder = posix.dirname(shared.path);
  const near = files.filter((path) => isTestFile(path) && (folder === '.' || path.startsWith(`${folder}/`)));
  const users = near.slice(0, MAX_USERS).flatMap((path) => {
    const user = modules.get(path);
    const specifiers = user ? [...user.imports.values()].map(({ specifier }) => specifier) : [];
    const isUser = specifiers.some((specifier) => modules.imported(specifier, path).includes(shared));
    return user && isUser && user !== shared ? [user] : [];
  });
  return users.flatMap((user) => reach(compiler, { module: user, nodes: [user.tree] }, modules));
}

/** What a test file is named after is nearer by this. */
const SUBJECT = 0.75;

/** `cart.test.ts` is about `cart.ts` before anything else. */
function nearer(items: readonly Reached[], test: string): Reached[] {
  const isSubject = (path: string): boolean => path !== test && stemOf(path) === stemOf(test);
  return items.map((item) =>
    isSubject(item.declaration.path) ? { ...item, distance: item.distance - SUBJECT } : item,
  );
}

function stemOf(path: string): string {
  return posix.basename(path).replace(/(?:[.\-_](?:test|spec|test-d))?(?:\.\w+)+$/, '');
}

type Item = Omit<ReachedDeclaration, 'tests'> & { readonly distance: number };

/** The declaration of a place, of which evidence names `rank` before it, and what it leads to. */
function from(compiler: Ts, declaration: Declaration, modules: Modules, rank: number): Item[] {
  const module = modules.get(declaration.path);
  if (!module) return [];
  const nearer = rank === 0 ? USED_AT_FAULT : 0;
  const rest = reach(compiler, { module, nodes: [declaration.node] }, modules)
    .filter((item) => item.declaration !== declaration)
    .map((item) => ({ ...item, distance: item.distance - nearer }));
  return described([{ declaration, steps: 0, distance: AT_FAULT + rank / MAX_PLACES }, ...rest], modules);
}

function described(items: readonly Reached[], modules: Modules): Item[] {
  return items.flatMap(({ declaration: { path, name, node }, steps, distance }) => {
    const tree = modules.get(path)?.tree;
    return tree ? [{ ...linesOf(tree, node), path, name, steps, distance }] : [];
  });
}

/**
 * The innermost declaration around a place's line; where none around it has the name of the frame's function, the
 * nearest one of that name, because the line may be that of a translated text.
 */
function declarationOf(module: ModuleCode | undefined, { line, name }: CodePlace): Declaration | undefined {
  if (!module) return undefined;
  const distance = ({ node }: Declaration): number => {
    const { startLine, endLine } = linesOf(module.tree, node);
    return Math.max(0, startLine - line, line - endLine);
  };
  const all: Declaration[] = [];
  const collect = (declarations: Declarations): void => {
    for (const declaration of flat(declarations)) {
      all.push(declaration);
      collect(declaration.members);
    }
  };
  collect(module.declarations);
  const around = all.filter((declaration) => distance(declaration) === 0);
  // What is inside of a declaration comes after it.
  const innermost = around.at(-1);
  const last = name?.split('.').at(-1);
  const isNamed = (declaration: Declaration): boolean => declaration.name.split('.').at(-1) === last;
  // A function inside of a declaration has a name of its own.
  if (last === undefined || around.some(isNamed) || innermost?.node.getText().includes(last)) return innermost;
  const [nearest] = all.filter(isNamed).sort((a, b) => distance(a) - distance(b));
  return nearest ?? innermost;
}

/** How much nearer code is that every failing test leads to, and no passing one. */
const ONLY_FAILING = 3;

/**
 * Merges what several searches found. Of what is about as far, that comes first to which most of the failing and
 * fewest of the passing tests lead.
 */
function createCollection() {
  const all = new Map<string, ReachedDeclaration & { readonly distance: number }>();
  const passing = new Map<string, number>();
  let failed = 0;
  let passed = 0;
  const keyOf = ({ path, name, startLine }: Item): string => `${path}\u0000${name}\u0000${startLine}`;
  return {
    add(items: readonly Item[], isTest: boolean): void {
      if (isTest) failed += 1;
      for (const item of items) {
        const key = keyOf(item);
        const known = all.get(key);
        const tests = (known?.tests ?? 0) + (isTest ? 1 : 0);
        const steps = Math.min(item.steps, known?.steps ?? item.steps);
        all.set(key, { ...item, steps, distance: Math.min(item.distance, known?.distance ?? item.distance), tests });
      }
    },
    /** What a passing test leads to. */
    pass(items: readonly Item[]): void {
      passed += 1;
      for (const key of new Set(items.map(keyOf))) passing.set(key, (passing.get(key) ?? 0) + 1);
    },
    sorted(): ReachedDeclaration[] {
      const isTest = (path: string): number => (isTestFile(path) ? 0 : 1);
      const more = (key: string, tests: number): number =>
        passed === 0 || tests === 0 ? 0 : ONLY_FAILING * ((passing.get(key) ?? 0) / passed - tests / failed);
      // A place that evidence names stays in front.
      return [...all]
        .map(([key, item]) => ({
          ...item,
          distance: item.distance + (item.distance < 0 ? -ONLY_FAILING : more(key, item.tests)),
        }))
        .sort((a, b) => a.distance - b.distance || isTest(a.path) - isTest(b.path) || b.tests - a.tests)
        .map(({ distance: _, ...found }) => found);
    },
  };
}
