import { WarehouseError, type WarehouseFailure } from '../../src/errors.js';

/**
 * What an engine's error code means to a caller. A code that is not listed is `failed`: names, syntax and types mean a
 * bug of ours or a schema that drifted, which nobody fixes by trying again.
 */
const FAILURE_OF_CODE: ReadonlyMap<number, WarehouseFailure> = new Map([
  [159, 'timeout'], // TIMEOUT_EXCEEDED
  [160, 'timeout'], // TOO_SLOW
  [209, 'timeout'], // SOCKET_TIMEOUT
  [158, 'limit'], // TOO_MANY_ROWS: read, or groups
  [307, 'limit'], // TOO_MANY_BYTES
  [396, 'limit'], // TOO_MANY_ROWS_OR_BYTES: result
  [191, 'limit'], // SET_SIZE_LIMIT_EXCEEDED: also joins
  [241, 'overloaded'], // MEMORY_LIMIT_EXCEEDED
  [202, 'overloaded'], // TOO_MANY_SIMULTANEOUS_QUERIES
  [394, 'cancelled'], // QUERY_WAS_CANCELLED
  [734, 'cancelled'], // QUERY_WAS_CANCELLED_BY_CLIENT
]);

/** First sentence for people. The engine's own text may quote SQL and values, so it travels only as `cause`. */
const SENTENCE: Readonly<Record<WarehouseFailure, string>> = {
  failed: 'ClickHouse could not run the statement',
  timeout: 'ClickHouse did not finish in the time allowed',
  overloaded: 'ClickHouse has no room for the query now',
  cancelled: 'The query was cancelled',
  limit: 'The query exceeds a limit of rows, bytes or groups',
};

/** A code and its name as the engine prints them: `Code: 159. DB::Exception: … (TIMEOUT_EXCEEDED)`. */
export interface EngineCode {
  readonly code: number;
  readonly type: string | undefined;
}

/** Finds code and name in an engine's error text; undefined when it is not one. */
export function readEngineCode(text: string): EngineCode | undefined {
  const code = /\bCode: (\d+)\b/.exec(text)?.[1];
  if (code === undefined) return undefined;
  // TRICKY: the name stands at the very end; parentheses before it belong to the message.
  const type = /\(([A-Z][A-Z0-9_]+)\)[^()]*(?:\(version [^)]*\)+)?\s*$/.exec(text)?.[1];
  return { code: Number(code), type };
}

/** The error that leaves this folder, whatever the engine or its client threw. */
export function toWarehouseError(cause: unknown): WarehouseError {
  if (cause instanceof WarehouseError) return cause;
  const found =
    codeCarriedBy(cause) ?? readEngineCode(cause instanceof Error ? cause.message : String(cause));
  const failure = (found && FAILURE_OF_CODE.get(found.code)) ?? 'failed';
  const name = found === undefined ? '' : ` (${found.type ?? `code ${found.code}`})`;
  return new WarehouseError(failure, `${SENTENCE[failure]}${name}.`, {
    engineCode: found?.code,
    engineType: found?.type,
    cause,
  });
}

/** @clickhouse/client has already taken the text apart: `{ code: '159', type: 'TIMEOUT_EXCEEDED' }`. */
function codeCarriedBy(cause: unknown): EngineCode | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  const { code, type } = cause as { code: unknown; type?: unknown };
  if (typeof code !== 'string' || !/^\d+$/.test(code)) return undefined;
  return { code: Number(code), type: typeof type === 'string' ? type : undefined };
}
