import type { JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';

/** Longest that a token is believed without looking at a remote key again: bounds how long a key that was withdrawn still opens. */
export const REMOTE_BELIEVED_MS = 60_000;
/** Tokens in use at once; about 1 KB each. */
const MAX_TOKENS = 10_000;

/** Claims of tokens whose signature was checked a moment ago. Checking one costs as much as planning a small query. */
export interface VerifiedTokens {
  get(token: string): JWTPayload | undefined;
  /** Forgotten when the token expires at the latest. Whether it was taken back is asked of the store at each request. */
  add(token: string, claims: JWTPayload): void;
}

/**
 * @param believedMs longest that a token is believed; until it expires without one
 * @param now milliseconds since the epoch; for tests
 */
export function createVerifiedTokens(
  believedMs = Number.POSITIVE_INFINITY,
  now: () => number = Date.now,
): VerifiedTokens {
  const tokens = new LRUCache<string, JWTPayload>({ max: MAX_TOKENS, ttlResolution: 0, perf: { now } });
  return {
    get: (token) => tokens.get(token),
    add(token, claims) {
      const ttl = Math.min(believedMs, (claims.exp ?? 0) * 1000 - now());
      if (ttl > 0) tokens.set(token, claims, { ttl });
    },
  };
}
