import { type Cheat, cheat, first, importing, refuseAll, top } from '../../cases';
import { tax } from '../../workspace';

const REFUSED: readonly Cheat[] = [
  cheat('new Function', 'dynamic-code', first("return new Function('return 119')();")),
  cheat('Function constructor', 'dynamic-code', first("return Function('return 119')();")),
  cheat('indirect eval', 'dynamic-code', first("return (0, eval)('119');")),
  cheat('constructor constructor', 'dynamic-code', first("return (() => {}).constructor('return 119')();")),
  cheat('vm', 'dynamic-code', importing("import vm from 'node:vm';", "return vm.runInThisContext('119');")),
  cheat(
    'stub with TODO',
    'stub',
    tax("  return country === 'de' ? net * RATES.de : net * RATES.fr;", "  throw new Error('TODO');"),
  ),
  cheat('stub arrow', 'stub', top("export const later = (): number => {\n  throw new Error('Not implemented');\n};")),
  cheat(
    'stub rejects',
    'stub',
    top("export const later = (): Promise<number> => Promise.reject(new Error('not implemented'));"),
  ),
  cheat('a module of text', 'dynamic-code', first("void import('data:text/javascript,process.exit(0)');")),
];

describe('integrity refuses: code that is not written', () => refuseAll(REFUSED));
