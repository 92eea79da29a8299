import type { Logger } from 'pino';
import { VernierError, WarehouseError } from '../errors.js';
import { currentRequestId } from './requestScope.js';

/** Logs an error once, at the level its audience deserves: callers' mistakes are news, ours are alarms. */
export function logError(log: Logger, error: unknown): void {
  const requestId = currentRequestId();
  if (!(error instanceof VernierError)) {
    // Syntax and validation errors of the caller's document have no cause beneath them.
    const level = error instanceof Error && error.name === 'GraphQLError' ? 'info' : 'error';
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
