import type { SecuredQuery } from '../../metrics/index.js';
import type { ViewLimits } from '../ports.js';

/** How much further away than the budget the engine's wall is, where it would count rows that the caller may not see. */
const FAR = 100;
const FAR_ROWS = 1_000_000_000;
const FAR_BYTES = 1_000_000_000_000;

/** What the engine holds a statement to: the smallest limit of the server and of the datasets it reads. */
export function statementLimits(server: ViewLimits, { limits, seesEveryRow }: SecuredQuery): ViewLimits {
  const { rows, bytes, seconds, resultRows, memory } = limits;
  const wall = (most: number | undefined, far: number): number | undefined => {
    if (most === undefined || seesEveryRow) return most;
    return Math.max(FAR * most, far);
  };
  return without({
    maxSeconds: smallest(server.maxSeconds, seconds?.most),
    maxResultRows: smallest(server.maxResultRows, resultRows?.most),
    maxBytesToRead: smallest(server.maxBytesToRead, wall(bytes?.most, FAR_BYTES)),
    maxMemoryBytes: smallest(server.maxMemoryBytes, memory?.most),
    maxRowsToRead: wall(rows?.most, FAR_ROWS),
  });
}

/** Undefined is no limit. */
export function smallest(...limits: readonly (number | undefined)[]): number | undefined {
  const there = limits.filter((limit) => limit !== undefined);
  return there.length === 0 ? undefined : Math.min(...there);
}

function without(limits: { readonly [limit in keyof ViewLimits]: number | undefined }): ViewLimits {
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}
