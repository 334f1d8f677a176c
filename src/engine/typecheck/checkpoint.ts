/** Called often; lets messages in now and then, and throws when the call was given up. */
export type Checkpoint = () => Promise<void>;
