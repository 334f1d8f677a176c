import { closeSharedStay, spoilSharedStay } from '../fixture/shared-stay';
import { openWorkbenches } from './open-workbench';

/** Of the workbench tests: a picture of every open workbench when a test fails, and the end of the shared one. */
export const mochaHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    if (this.currentTest?.state !== 'failed') return;
    spoilSharedStay();
    const name = this.currentTest.fullTitle().replace(/\W+/g, '-').slice(0, 80);
    for (const [index, workbench] of [...openWorkbenches].entries()) {
      const file = await workbench.picture(`failed-${name}-${index}`).catch(String);
      console.log(`      picture: ${file}`);
    }
  },
  afterAll: closeSharedStay,
};
