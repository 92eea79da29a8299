/** The last answer, kept outside React so that the fetcher can write it and the SQL plugin can read it. */
let last: unknown;
const listeners = new Set<() => void>();

/** `undefined` forgets it: another role asks from now on. */
export function rememberAnswer(answer: unknown): void {
  last = answer;
  for (const listener of listeners) listener();
}

export function readLastAnswer(): unknown {
  return last;
}

/** Shape that React's `useSyncExternalStore` wants: returns the unsubscribe function. */
export function onAnswer(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
