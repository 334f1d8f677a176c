import { isLoopback } from '../../../engine/call/endpoint';
import type { PriceOf } from '../../../engine/call/ports';
import { l10n } from '../../l10n';
import { embeddingsServer } from '../../models/embeddings-server';
import { type KeyOwner, keyRequired, ownerName } from '../../secrets';
import type { Settings } from '../../settings';
import { formatCost } from '../../views/format';

/** Why nothing is spent without the person. */
export interface Refusal {
  readonly message: string;
  /** What they can do about it; undefined where only time helps. */
  readonly step?: 'model' | 'key' | 'prices' | undefined;
}

interface Known {
  readonly hasKey: (owner: KeyOwner) => Promise<boolean>;
  readonly priceOf: PriceOf;
  /** US dollars that were spent today. */
  readonly spentToday: () => number;
}

/**
 * Whether a model may be asked without the person: one is chosen and has its key, what it costs counts to the day's
 * limit, and something of that is left. Undefined: it may.
 */
export async function refusesToSpend(settings: Settings, known: Known): Promise<Refusal | undefined> {
  const { provider, model, baseUrl, limits } = settings;
  const off = l10n.t('Keep green prepares no fix:');
  if (provider === '' || model === '') return { message: `${off} ${l10n.t('no model is chosen.')}`, step: 'model' };
  if (provider === 'vscode')
    return {
      message: `${off} ${l10n.t("VS Code's models are only asked in runs that you start. Choose another model.")}`,
      step: 'model',
    };
  if (keyRequired({ provider, baseUrl }) && !(await known.hasKey({ provider, baseUrl })))
    return {
      message: `${off} ${l10n.t('there is no API key for {0}.', ownerName({ provider, baseUrl }))}`,
      step: 'key',
    };
  const unpriced = modelsOf(settings).find((each) => !isLimited(each, known.priceOf));
  if (unpriced !== undefined) {
    const why = l10n.t("the price of {0} is not known, so the day's limit would not hold.", unpriced.model);
    return { message: `${off} ${why}`, step: 'prices' };
  }
  if (known.spentToday() >= limits.maxCostPerDayUsd)
    return {
      message: `${off} ${l10n.t('the limit of this day, {0}, is spent.', formatCost(limits.maxCostPerDayUsd, true))}`,
    };
  return undefined;
}

type Asked = Pick<Settings, 'provider' | 'model' | 'baseUrl'>;

function modelsOf(settings: Settings): Asked[] {
  const { provider, model, baseUrl, fallbacks, planner, reviewer, stronger, embeddings } = settings;
  const others = [...fallbacks, planner, reviewer, stronger].filter((each) => each !== undefined);
  return [
    { provider, model, baseUrl },
    ...others.map((each) => ({ ...each, baseUrl: '' })),
    ...(embeddings.model === '' ? [] : [{ ...embeddingsServer(settings), model: embeddings.model }]),
  ];
}

/** Whether what it costs counts to the day's limit, or it runs on this machine. */
function isLimited({ provider, model, baseUrl }: Asked, priceOf: PriceOf): boolean {
  if (provider === 'demo' || isLoopback(URL.parse(baseUrl)?.hostname ?? '')) return true;
  return priceOf(provider, model, { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 }) !== undefined;
}
