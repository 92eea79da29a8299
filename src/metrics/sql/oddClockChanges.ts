import { zoneOffset } from './zoneOffset.js';

const HOUR = 3_600_000;
/** Changes come in pairs at least four weeks apart (the shortest: clocks put back for Ramadan). */
const STEP = 14 * 24 * HOUR;
/** What an unbounded range means here: before, few zones kept whole hours and no event was recorded by a clock. */
const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(2100, 0, 1);

/**
 * Instants in a range at which a zone's clocks move by something else than whole hours, or inside an hour: Lord Howe moves by 30 minutes. After
 * such a change, ClickHouse's `toStartOfHour` counts hours from the change on, off the clock for the rest of the day.
 */
export function oddClockChanges(timezone: string, from: number | undefined, to: number | undefined): readonly number[] {
  // A bucket at the edge of the range may have begun at a change just before it.
  const first = (from ?? FIRST) - HOUR;
  const last = to ?? LAST;
  const changes: number[] = [];
  let previous = zoneOffset(timezone, first);
  for (let at = first; at < last; ) {
    const next = Math.min(at + STEP, last);
    const offset = zoneOffset(timezone, next);
    if (offset !== previous) {
      const change = firstAfter(timezone, at, next);
      if (isOdd(change, previous, offset)) changes.push(change);
    }
    previous = offset;
    at = next;
  }
  return changes;
}

function isOdd(change: number, before: number, after: number): boolean {
  return (after - before) % 3600 !== 0 || (change / 1000 + before) % 3600 !== 0;
}

/** The instant, to the second, from which on the offset differs from the one at `low`. */
function firstAfter(timezone: string, low: number, high: number): number {
  const before = zoneOffset(timezone, low);
  let [same, changed] = [Math.floor(low / 1000), Math.ceil(high / 1000)];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (zoneOffset(timezone, middle * 1000) === before) same = middle;
    else changed = middle;
  }
  return changed * 1000;
}
