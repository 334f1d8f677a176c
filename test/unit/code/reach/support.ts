import * as compiler from 'typescript';
import { findCode } from '../../../../src/engine/code/reach/find-code';
import type { ModuleCode } from '../../../../src/engine/code/reach/module-code';
import { readModule } from '../../../../src/engine/code/reach/read-module';
import type { ReachRequest } from '../../../../src/engine/contract/code-reach';

export type Files = Readonly<Record<string, string>>;

export function request(files: Files, parts: Partial<ReachRequest> = {}): ReachRequest {
  const manifests = Object.entries(files).filter(([path]) => /(?:^|\/)(?:package|tsconfig)\.json$/.test(path));
  return {
    root: '/nowhere',
    unsaved: new Map(),
    files: Object.keys(files),
    manifests: new Map(manifests),
    tests: [],
    places: [],
    outlines: [],
    words: '',
    ...parts,
  };
}

function moduleReader(files: Files): (path: string) => ModuleCode | undefined {
  const read = new Map<string, ModuleCode>();
  return (path) => {
    const text = files[path];
    if (text === undefined) return undefined;
    const module = read.get(path) ?? readModule(compiler, path, text);
    read.set(path, module);
    return module;
  };
}

export function find(files: Files, parts: Partial<ReachRequest>) {
  return findCode(compiler, request(files, parts), moduleReader(files));
}

/** `src/sum.ts sum` for each declaration that the tests in a file lead to, the nearest first, without the tests. */
export function reachedFrom(files: Files, name = '', path = 'test.ts'): string[] {
  return find(files, { tests: [{ path, name }] })
    .reached.filter((found) => found.path !== path)
    .map((found) => `${found.path} ${found.name}`);
}
