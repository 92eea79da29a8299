import type { Zone } from './zone.js';

const known = new Map<string, boolean>();
const [FIRST, LAST, STEP] = [Date.UTC(1970, 0, 1), Date.UTC(2040, 0, 1), 30 * 86_400_000];

/** Whether clocks of a zone have changed by other than whole hours since 1970, after which hours begin at another minute of UTC. */
export function hasBrokenHours(zone: Zone): boolean {
  const found = known.get(zone.name) ?? changes(zone);
  known.set(zone.name, found);
  return found;
}

function changes(zone: Zone): boolean {
  const first = zone.offsetAt(FIRST);
  for (let at = FIRST; at < LAST; at += STEP) if ((zone.offsetAt(at) - first) % 3_600_000 !== 0) return true;
  return false;
}
