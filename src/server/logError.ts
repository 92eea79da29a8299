import type { Logger } from 'pino';
import { VernierError } from '../errors.js';
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
  switch (error.audience) {
    case 'caller':
      log.info({ requestId, code: error.code }, error.message);
      return;
    case 'upstream':
      log.warn({ requestId, code: error.code, err: error }, 'an upstream system failed');
      return;
    case 'operator':
    case 'bug':
      log.error({ requestId, code: error.code, err: error }, 'request failed');
      return;
  }
}
