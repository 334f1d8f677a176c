import assert from 'node:assert/strict';
import { addedVariables } from '../../../src/engine/process/added-variables';

const env = (name: string): string => `\${env:${name}}`;

describe('variables that the person adds', () => {
  it('are texts, and references to variables of our own environment', () => {
    const values = { A: 'text', URL: env('DATABASE_URL'), PARTS: `http://${env('HOST')}:${env('PORT')}/`, EMPTY: '' };
    const own = { DATABASE_URL: 'postgres://me:pw@db/test', HOST: 'localhost', PORT: undefined };
    assert.deepEqual(addedVariables(values, own), {
      A: 'text',
      URL: 'postgres://me:pw@db/test',
      PARTS: 'http://localhost:/',
      EMPTY: '',
    });
  });

  it('are left out when they are nothing but one that is not set, so that a default holds', () => {
    assert.deepEqual(addedVariables({ TOKEN: env('TOKEN'), SELF: env('A') }, { A: env('B'), B: 'b' }), {
      SELF: env('B'),
    });
  });
});
