/** npm passes on the Ctrl-C that the terminal has already sent, a moment later: that one is no second wish. */
const ECHO_MS = 1_000;

/** What a shell says of a command that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** Calls `stop` at the first SIGINT or SIGTERM; a later second one ends the process at once. */
export function onInterrupt(stop: () => void): void {
  let first: number | undefined;
  const hear = (): void => {
    if (first === undefined) {
      first = performance.now();
      stop();
    } else if (performance.now() - first > ECHO_MS) process.exit(INTERRUPTED);
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
}
