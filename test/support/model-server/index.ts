// A model provider for tests whose replies are scripted. server.ts answers requests, answer.ts writes replies and
// faults, and each protocol has a file of its own. types.ts describes what a script can do.
export type { EmbeddingScript } from './embeddings';
export { wordVectors } from './embeddings';
export type { ModelServer } from './server';
export { startModelServer } from './server';
export { countTokens } from './tokens';
export type {
  Protocol,
  Script,
  ScriptedCall,
  ScriptedReply,
  SeenRequest,
} from './types';
