/** A campaign as a process of its own, so that several can go side by side: config in by message, result out by message. */
import { type CampaignConfig, runCampaign } from './campaign';

process.once('message', (config: CampaignConfig) => {
  runCampaign(config).then(
    (result) => process.send?.({ result }, () => process.disconnect()),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? error.stack : String(error) }, () => process.disconnect()),
  );
});
process.on('disconnect', () => process.exit(0));
