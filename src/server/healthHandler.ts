import { sendJson, type Handler } from './httpServer.js';

/** `/healthz`: 200 while both stores answer, 503 with the name of the one that does not. */
export function healthHandler(checks: Readonly<Record<string, () => Promise<void>>>): Handler {
  return async (_request, response, { url }) => {
    if (url.pathname !== '/healthz') return false;
    const states = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          await check();
          return [name, 'ok'] as const;
        } catch {
          return [name, 'does not answer'] as const;
        }
      }),
    );
    sendJson(response, states.every(([, state]) => state === 'ok') ? 200 : 503, Object.fromEntries(states));
    return true;
  };
}
