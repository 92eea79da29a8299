import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AuthenticationError } from '../../errors.js';
import type { Authenticated } from '../authenticate.js';
import { addressGroup } from './addressGroup.js';
import type { RateLimits } from './rateLimits.js';

const MAX_KNOWN = 10_000;
const KNOWN_MS = 600_000;

/**
 * Lets no address try one credential after the other. Those that were accepted lately pass whatever others do at their address: behind a proxy all callers have
 * the same one, and who guesses must not lock the others out. A request without any credential tries none and is not counted.
 */
export function guardSignIn(
  authenticate: (authorization: string | undefined) => Promise<Authenticated>,
  limits: Pick<RateLimits, 'checkFailures' | 'noteFailure'>,
): (authorization: string | undefined, address: string | undefined) => Promise<Authenticated> {
  const accepted = new LRUCache<string, true>({ max: MAX_KNOWN, ttl: KNOWN_MS });
  return async (authorization, address = '') => {
    if (authorization === undefined) return authenticate(undefined);
    const from = addressGroup(address);
    const credential = createHash('sha256').update(authorization).digest('base64');
    if (!accepted.has(credential)) await limits.checkFailures(from);
    try {
      const somebody = await authenticate(authorization);
      accepted.set(credential, true);
      return somebody;
    } catch (error) {
      if (error instanceof AuthenticationError) {
        accepted.delete(credential);
        await limits.noteFailure(from);
      }
      throw error;
    }
  };
}
