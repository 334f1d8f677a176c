/** The reason with which a host aborts runs because it ends itself: that was not the person's choice. */
export class Interrupted extends Error {
  override readonly name = 'AbortError';
}
