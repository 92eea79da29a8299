import type { Statement } from '../../metrics/index.js';
import type { RequestFacts } from '../context.js';
import { DEFAULT_PARALLEL_VIEWS } from '../limits.js';
import type { WarehouseRows } from '../ports.js';
import { limitParallel } from './limitParallel.js';

interface AskedRows extends WarehouseRows {
  /** Milliseconds from asking to the last row, without waiting for a turn. */
  readonly elapsedMs: number;
}

export type AskWarehouse = (statement: Statement) => Promise<AskedRows>;

/** Asks for the statements of one operation: a few at a time, equal ones once, all killed when the client leaves. */
export function createAsker(facts: RequestFacts): AskWarehouse {
  const { warehouse, signal, requestId } = facts;
  const { maxViews: _views, maxParallelViews, ...limits } = facts.limits ?? {};
  const inTurn = limitParallel(maxParallelViews ?? DEFAULT_PARALLEL_VIEWS);
  const asked = new Map<string, Promise<AskedRows>>();
  return ({ text, parameters, settings }) => {
    const key = JSON.stringify([text, parameters, settings]);
    const known = asked.get(key);
    if (known !== undefined) return known;
    const options = {
      limits,
      queryId: `${requestId}-${asked.size + 1}`,
      ...(signal === undefined ? {} : { signal }),
    };
    const answer = inTurn(async () => {
      const start = performance.now();
      const rows = await warehouse.query({ text, parameters, settings }, options);
      return { ...rows, elapsedMs: performance.now() - start };
    });
    asked.set(key, answer);
    return answer;
  };
}
