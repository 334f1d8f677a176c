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
