// A model provider for tests whose replies are scripted. server.ts answers requests, answer.ts writes replies and
// faults, and each protocol has a file of its own. types.ts describes what a script can do.
export type { ModelServer, ModelServerOptions } from './server';
export { startModelServer } from './server';
export { commonPrefix, countTokens } from './tokens';
export type {
  ErrorShape,
  Fault,
  Finish,
  Protocol,
  Script,
  ScriptedCall,
  ScriptedReply,
  SeenMessage,
  SeenRequest,
  TextReply,
} from './types';
