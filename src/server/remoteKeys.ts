import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';

/** Keys are asked for again after this: how long one that was withdrawn still proves tokens. */
const FRESH_MS = 60_000;
/** Keys are used this long when their issuer does not answer: as long as it may be away without anybody noticing. */
const KEPT_MS = 600_000;
/** Least time between two attempts, whoever causes them: tokens that name keys there are not, or an issuer that is away. */
const ATTEMPT_EVERY_MS = 5_000;
/** Longest that a request waits for newer keys while there are some. */
const PATIENCE_MS = 1_000;
/** Longest that one attempt may take. */
const TIMEOUT_MS = 5_000;

/**
 * The key set of an issuer, by its address. It is asked when keys are old and when a token names one that is not there, but not more often than every few
 * seconds; redirects are not followed. Nothing in a token says where its key is (`jku`, `x5u`, `jwk`): the set of this address is the only one.
 * @param now milliseconds since the epoch; for tests
 */
export function openRemoteKeys(url: URL, now: () => number = Date.now): JWTVerifyGetKey {
  // When to ask is decided here; the library asks, reads and picks.
  const remote = createRemoteJWKSet(url, {
    cacheMaxAge: Infinity,
    cooldownDuration: Infinity,
    timeoutDuration: TIMEOUT_MS,
  });
  let fetchedAt: number | undefined;
  let attemptedAt = -Infinity;
  let failure: unknown;

  const load = async (): Promise<void> => {
    // Who comes while keys are on their way waits for the same ones.
    if (!remote.reloading) attemptedAt = now();
    try {
      await remote.reload();
      fetchedAt = now();
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const mayAttempt = (): boolean => remote.reloading || now() - attemptedAt >= ATTEMPT_EVERY_MS;
  const refresh = async (): Promise<void> => {
    const age = fetchedAt === undefined ? Infinity : now() - fetchedAt;
    if (age < FRESH_MS) return;
    if (age >= KEPT_MS) {
      if (!mayAttempt()) throw failure;
      return load();
    }
    if (mayAttempt()) await patiently(load());
  };

  return async (header, token) => {
    await refresh();
    try {
      return await remote(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayAttempt()) throw error;
      await load();
      return remote(header, token);
    }
  };
}

/** Waits for newer keys, but not long, and does without them when they do not come. */
async function patiently(loading: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([loading.catch(() => undefined), enough]);
  clearTimeout(timer);
}
