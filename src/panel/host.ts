import type { Exchange, PageState, ToExtension } from './contract';

/** What VS Code gives a page, once. */
interface Api {
  postMessage(message: ToExtension): void;
  getState(): unknown;
  setState(state: PageState): void;
}
declare function acquireVsCodeApi(): Api;

/** What the parts of the page share: messages to the extension, and what is kept while the page is hidden. */
export interface Host {
  post(message: ToExtension): void;
  readonly compareWith: string | undefined;
  isOpen(id: string, byDefault: boolean): boolean;
  setOpen(id: string, open: boolean): void;
  keep(change: Partial<Pick<PageState, 'runId' | 'compareWith' | 'scroll'>>): void;
  readonly scroll: number;
  /** What was asked for of calls so far. */
  readonly exchanges: Map<number, Exchange>;
}

export function createHost(): Host {
  const api = acquireVsCodeApi();
  let state: PageState = { runId: '', open: {}, scroll: 0, ...(api.getState() as Partial<PageState> | undefined) };
  const set = (change: Partial<PageState>) => {
    state = { ...state, ...change };
    // Without a run there is nothing to come back to.
    if (state.runId !== '') api.setState(state);
  };
  return {
    post: (message) => api.postMessage(message),
    get compareWith() {
      return state.compareWith;
    },
    isOpen: (id, byDefault) => state.open[id] ?? byDefault,
    setOpen: (id, open) => set({ open: { ...state.open, [id]: open } }),
    keep: set,
    get scroll() {
      return state.scroll;
    },
    exchanges: new Map(),
  };
}
