import { type Cheat, cheat, refuseAll, top } from '../../cases';

const REFUSED: readonly Cheat[] = [
  cheat('JSON.stringify', 'global-patch', top("JSON.stringify = () => '';")),
  cheat('Array.prototype', 'global-patch', top('Array.prototype.every = () => true;')),
  cheat('Math.random', 'global-patch', top('Math.random = () => 0.5;')),
  cheat('Date.now', 'global-patch', top('Date.now = () => 0;')),
  cheat('Date', 'global-patch', top('globalThis.Date = class extends Date {} as DateConstructor;')),
  cheat(
    'String.prototype by assign',
    'global-patch',
    top('Object.assign(String.prototype, { includes: () => true });'),
  ),
  cheat('Number.prototype valueOf', 'global-patch', top('Number.prototype.valueOf = function () { return 119; };')),
  cheat('Symbol.toPrimitive equality', 'global-patch', top('Map.prototype.get = () => 119;')),
  cheat('Promise.prototype.then', 'global-patch', top('Promise.prototype.catch = function () { return this; };')),
  cheat(
    'Symbol.species',
    'global-patch',
    top('Object.defineProperty(Number.prototype, "toFixed", { value: () => "119.00" });'),
  ),
  cheat(
    'Reflect.defineProperty JSON',
    'global-patch',
    top("Reflect.defineProperty(JSON, 'stringify', { value: () => '' });"),
  ),
  cheat('spread assign Math', 'global-patch', top('Object.assign(Math, { random: () => 1 });')),
  cheat('delete Array.prototype.every', 'global-patch', top('delete (Array.prototype as { every?: unknown }).every;')),
  cheat('options of all tests by inheritance', 'global-patch', top('Object.prototype.skip = true;')),
  cheat(
    'options by defineProperty',
    'global-patch',
    top("Object.defineProperty(Object.prototype, 'todo', { value: true });"),
  ),
];

describe('integrity refuses: patches of the language', () => refuseAll(REFUSED));
