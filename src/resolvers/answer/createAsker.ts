import type { EngineAnswer, Statement } from '../../metrics/index.js';
import type { RequestFacts } from '../context.js';
import { DEFAULT_PARALLEL_VIEWS } from '../limits.js';
import { limitParallel } from './limitParallel.js';

/** Milliseconds are counted without waiting for a turn. */
export type AskWarehouse = (statement: Statement) => Promise<EngineAnswer>;

/** Asks for the statements of one operation: a few at a time, equal ones once, all killed when the client leaves. */
export function createAsker(facts: RequestFacts): AskWarehouse {
  const { warehouse, signal, requestId } = facts;
  const { maxViews: _views, maxParallelViews, ...limits } = facts.limits ?? {};
  const inTurn = limitParallel(maxParallelViews ?? DEFAULT_PARALLEL_VIEWS);
  const asked = new Map<string, Promise<EngineAnswer>>();
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
      const { rows, statistics } = await warehouse.query({ text, parameters, settings }, options);
      return { rows, elapsedMs: performance.now() - start, readRows: statistics?.readRows ?? null };
    });
    asked.set(key, answer);
    return answer;
  };
}
