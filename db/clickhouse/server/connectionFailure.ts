import { WarehouseError } from '../../../src/errors.js';
import { readEngineCode, toWarehouseError } from '../engineErrors.js';

/** The error of a call to a server: what ClickHouse said or, when it said nothing, that the connection failed. */
export function connectionFailure(cause: unknown, host: string): WarehouseError {
  const error = toWarehouseError(cause);
  if (error.engineCode === 516 || error.engineCode === 194) {
    return new WarehouseError('failed', `ClickHouse at ${host} refused the user name or password.`, {
      ...codes(error),
      cause,
    });
  }
  const code = socketCode(cause);
  if (error.engineCode !== undefined || code === undefined) return error;
  return new WarehouseError('failed', `ClickHouse at ${host} does not answer (${code}).`, { cause });
}

function codes(error: WarehouseError): Pick<WarehouseError, 'engineCode' | 'engineType'> {
  return { engineCode: error.engineCode, engineType: error.engineType };
}

/** `ECONNREFUSED` and the like. Node tries every address of a name and then throws an AggregateError. */
function socketCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || readEngineCode(cause.message) !== undefined) return undefined;
  const { code } = cause as NodeJS.ErrnoException;
  return typeof code === 'string' && /^E[A-Z_]+$/.test(code) ? code : undefined;
}
