import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { VernierError, WarehouseError } from '../errors.js';
import { currentRequestId } from './requestScope.js';

/** Logs an error once, at the level its audience deserves: callers' mistakes are news, ours are alarms. */
export function logError(log: Logger, error: unknown): void {
  const requestId = currentRequestId();
  if (!(error instanceof VernierError)) {
    // What graphql-js and Apollo say of the caller's request; Apollo names its own "Internal server error" the same way.
    const isCallers = error instanceof GraphQLError && error.extensions['code'] !== 'INTERNAL_SERVER_ERROR';
    const level = isCallers ? 'info' : 'error';
    log[level]({ requestId, err: error }, 'request failed');
    return;
  }
  const { code } = error;
  switch (error.audience) {
    case 'caller':
      // The cause tells an operator why a key set does not answer; it holds nothing of the token.
      log.info({ requestId, code, ...reasonOf(error) }, error.message);
      return;
    case 'upstream':
      // The client left, or the server stops: nobody's fault.
      if (error instanceof WarehouseError && error.failure === 'cancelled')
        log.info({ requestId, code }, error.message);
      else log.warn({ requestId, code, err: error }, 'an upstream system failed');
      return;
    case 'operator':
    case 'bug':
      log.error({ requestId, code, err: error }, 'request failed');
      return;
  }
}

function reasonOf({ cause }: VernierError): { readonly reason?: string } {
  return cause instanceof Error ? { reason: cause.message } : {};
}
