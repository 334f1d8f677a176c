import type { Settings } from '../settings';

/** The server that the embeddings model of the settings is asked at: its own address, or the chosen model's. */
export function embeddingsServer({
  provider,
  baseUrl,
  embeddings,
}: Pick<Settings, 'provider' | 'baseUrl' | 'embeddings'>): Pick<Settings, 'provider' | 'baseUrl'> {
  return embeddings.baseUrl === '' ? { provider, baseUrl } : { provider: 'openai', baseUrl: embeddings.baseUrl };
}
