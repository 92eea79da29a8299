import type { Handler } from './httpServer.js';
import { sendJson } from './sendError.js';

/** Longer than a busy engine lets a ping wait, shorter than a load balancer's patience. */
const PATIENCE_MS = 5_000;

/** `/healthz`: 200 while both stores answer, 503 with the name of the one that does not. */
export function healthHandler(checks: Readonly<Record<string, () => Promise<void>>>): Handler {
  return async (_request, response, { url }) => {
    if (url.pathname !== '/healthz') return false;
    const states = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const),
    );
    sendJson(response, states.every(([, state]) => state === 'ok') ? 200 : 503, Object.fromEntries(states));
    return true;
  };
}

async function stateOf(check: () => Promise<void>): Promise<'ok' | 'does not answer'> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<'does not answer'>((resolve) => {
    timer = setTimeout(() => resolve('does not answer'), PATIENCE_MS);
  });
  const answer = check().then(
    () => 'ok' as const,
    () => 'does not answer' as const,
  );
  return Promise.race([answer, impatience]).finally(() => clearTimeout(timer));
}
