import type { EngineAnswer } from '../../metrics/index.js';
import { checkBudget, type Asked } from '../budget/checkBudget.js';
import { statementLimits } from '../budget/statementLimits.js';
import type { RequestFacts } from '../context.js';
import { DEFAULT_PARALLEL_VIEWS } from '../limits.js';
import type { QueryOptions, ViewLimits } from '../ports.js';
import { limitParallel } from './limitParallel.js';

/**
 * Milliseconds are counted without waiting for a turn.
 * @throws LimitError, before anything is run, when it would read more than the caller's budget
 */
export type AskWarehouse = (asked: Asked) => Promise<EngineAnswer>;

/** Asks for the statements of one operation: a few at a time, equal ones once, all killed when the client leaves or the time of the operation is over. */
export function createAsker(facts: RequestFacts): AskWarehouse {
  const { warehouse, requestId } = facts;
  const { maxParallelViews, maxSeconds, maxResultRows, maxBytesToRead, maxMemoryBytes } = facts.limits ?? {};
  const server: ViewLimits = {
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(maxResultRows === undefined ? {} : { maxResultRows }),
    ...(maxBytesToRead === undefined ? {} : { maxBytesToRead }),
    ...(maxMemoryBytes === undefined ? {} : { maxMemoryBytes }),
  };
  const signal = operationSignal(facts.signal, maxSeconds);
  const inTurn = limitParallel(maxParallelViews ?? DEFAULT_PARALLEL_VIEWS);
  const asked = new Map<string, Promise<EngineAnswer>>();
  return (question) => {
    const { text, parameters, settings } = question.statement;
    const key = JSON.stringify([text, parameters, settings]);
    const known = asked.get(key);
    if (known !== undefined) return known;
    const limits = statementLimits(server, question.secured);
    const options = {
      limits,
      queryId: `${requestId}-${asked.size + 1}`,
      ...(signal === undefined ? {} : { signal }),
    };
    const answer = inTurn(async () => {
      await checkBudget(question, warehouse, beforehand(options));
      const start = performance.now();
      const { rows, statistics } = await warehouse.query({ text, parameters, settings }, options);
      return { rows, elapsedMs: performance.now() - start, readRows: statistics?.readRows ?? null };
    });
    asked.set(key, answer);
    return answer;
  };
}

/** For what is asked of the engine before the statement itself: neither its name nor the limits of its answer. */
function beforehand({ limits, signal }: QueryOptions): QueryOptions {
  const { maxSeconds, maxBytesToRead, maxMemoryBytes } = limits ?? {};
  return {
    ...(signal === undefined ? {} : { signal }),
    limits: {
      ...(maxSeconds === undefined ? {} : { maxSeconds }),
      ...(maxBytesToRead === undefined ? {} : { maxBytesToRead }),
      ...(maxMemoryBytes === undefined ? {} : { maxMemoryBytes }),
    },
  };
}

/** The views of an operation share one deadline: those that wait for their turn must not begin a time of their own. */
function operationSignal(
  client: AbortSignal | undefined,
  maxSeconds: number | undefined,
): AbortSignal | undefined {
  if (maxSeconds === undefined) return client;
  const deadline = AbortSignal.timeout(maxSeconds * 1000);
  return client === undefined ? deadline : AbortSignal.any([client, deadline]);
}
