/**
 * Runs one campaign in a process of its own, so that several can run in parallel. The config arrives as a
 * message, and the result leaves as one.
 */
import { type CampaignConfig, runCampaign } from './campaign';

process.once('message', (config: CampaignConfig) => {
  runCampaign(config).then(
    (result) => process.send?.({ result }, () => process.disconnect()),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? error.stack : String(error) }, () => process.disconnect()),
  );
});
process.on('disconnect', () => process.exit(0));
