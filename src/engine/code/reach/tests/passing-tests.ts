import type * as ts from 'typescript';
import type { Ts } from '../../source';
import type { ModuleCode } from '../module-code';
import { singleTests, type TestCode } from './test-code';

/** Passing tests of one file that are followed; they are spread over the file. */
const MAX_PASSING = 12;
/** Tests that may not run at all, or are expected to fail. */
const NOT_RUN = /\.(?:skip|todo|skipIf|runIf|todoIf|if|fails|failing|fixme)\b|^x/;

/** Of a file in which these tests fail, some of the others: they pass, or they would be named as well. */
export function passingTests(compiler: Ts, module: ModuleCode, failing: ReadonlySet<ts.Node>): readonly TestCode[] {
  const others = singleTests(compiler, module).filter(({ call, path }) => !failing.has(call) && !NOT_RUN.test(path));
  const step = Math.max(1, others.length / MAX_PASSING);
  const spread = others.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  return spread.slice(0, MAX_PASSING).map(({ code }) => code());
}
