/** A question that would cost the reference too many steps: it has an answer, but nobody waits for it. */
export class TooLong extends Error {}

let left = Infinity;

/** Counts steps of the question that is being answered. A step is about a microsecond. */
export function spend(steps = 1): void {
  left -= steps;
  if (left < 0) throw new TooLong();
}

/** Runs something that may cost so many steps. Throws TooLong when they are used up: always at the same place, however fast the machine is. */
export function within<Result>(steps: number, run: () => Result): Result {
  const before = left;
  left = steps;
  try {
    return run();
  } finally {
    left = before;
  }
}
