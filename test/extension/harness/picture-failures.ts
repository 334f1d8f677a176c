import type { Workbench } from './workbench';

/** Workbenches that are open in this process. */
export const openWorkbenches = new Set<Workbench>();

/** Root hook of the workbench tests: a picture of every open workbench when a test fails. */
export const mochaHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    if (this.currentTest?.state !== 'failed') return;
    const name = this.currentTest.fullTitle().replace(/\W+/g, '-').slice(0, 80);
    for (const [index, workbench] of [...openWorkbenches].entries()) {
      const file = await workbench.picture(`failed-${name}-${index}`).catch(String);
      console.log(`      picture: ${file}`);
    }
  },
};
