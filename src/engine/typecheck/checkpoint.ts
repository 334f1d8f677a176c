/** Called often during long work: yields to the event loop from time to time, and throws once the call is cancelled. */
export type Checkpoint = () => Promise<void>;
