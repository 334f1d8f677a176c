import { createEmbedder } from '../../call/embeddings/embed';
import type { EmbeddingModel } from '../../call/embeddings/embedding-model';
import type { CircuitBreakers } from '../../call/resilience/circuit-breaker';
import type { ExperienceMemory } from '../../learn/experience/experience-memory';
import type { Clock } from '../../platform/clock';
import type { Budget } from '../limits/budget';

interface RecallDeps {
  readonly experience?: ExperienceMemory | undefined;
  /** The model by which what earlier runs solved is also found by its meaning; absent: only by its words. */
  readonly embeddings?: EmbeddingModel | undefined;
  readonly clock: Clock;
  readonly breakers?: CircuitBreakers | undefined;
}

/** The same, where what earlier runs solved is also found by its meaning, at the cost of this run. */
export function withMeaning<T extends RecallDeps>(deps: T, budget: Budget, signal: AbortSignal): T {
  const { experience, embeddings } = deps;
  if (!experience || !embeddings) return deps;
  const embedder = createEmbedder(embeddings, budget, deps);
  return {
    ...deps,
    experience: { ...experience, recall: (evidence) => experience.recall(evidence, { embedder, signal }) },
  };
}
