import type { IncomingMessage } from 'node:http';
import type { Actor } from '../administration/index.js';
import { AccessError, AuthenticationError, RateLimitError } from '../errors.js';
import { actorOf, originOf } from './actorOf.js';
import type { Authenticated } from './authenticate.js';
import type { DatasetRates, RateLimits } from './rateLimits/rateLimits.js';
import type { Refusals } from './refusals/recordRefusals.js';

/** Somebody who may send a request now. */
interface Admitted {
  readonly viewer: Authenticated['viewer'];
  readonly actor: Actor;
  /** Gives back the place among those that run. */
  readonly leave: () => void;
  /**
   * Counts the request for each dataset that it asks, and takes a place there, until it leaves.
   * @throws RateLimitError
   */
  readonly enterDatasets: (asked: readonly DatasetRates[]) => Promise<void>;
}

export interface AdmissionOptions {
  readonly authenticate: (
    authorization: string | undefined,
    address: string | undefined,
  ) => Promise<Authenticated>;
  readonly rateLimits: Pick<RateLimits, 'enter' | 'enterDataset'>;
  readonly refusals: Refusals;
}

/**
 * What comes before a request is read: who sends it, whether they may send one more, and whether their credential may ask this at all. What is refused is
 * told to `refusals`; a request without any credential is not, since nobody tried one.
 */
export function createAdmission({
  authenticate,
  rateLimits,
  refusals,
}: AdmissionOptions): (request: IncomingMessage, requestId: string) => Promise<Admitted> {
  return async (request, requestId) => {
    const origin = originOf(request, requestId);
    const { authorization } = request.headers;
    const signIn = authenticate(authorization, request.socket.remoteAddress);
    const somebody = await signIn.catch((error: unknown) => {
      if (error instanceof AuthenticationError && authorization !== undefined) refusals.signIn(origin, error);
      if (error instanceof RateLimitError) refusals.limited({ actor: null, origin }, error);
      throw error;
    });
    const actor = actorOf(somebody, origin);
    const credential = credentialOf(somebody);
    const limited = (error: unknown): never => {
      if (error instanceof RateLimitError) refusals.limited({ actor, origin }, error);
      throw error;
    };
    const places = [await rateLimits.enter(credential).catch(limited)];
    const leave = (): void => places.splice(0).forEach((giveBack) => giveBack());
    const enterDatasets = async (asked: readonly DatasetRates[]): Promise<void> => {
      for (const rates of asked) places.push(await rateLimits.enterDataset(credential, rates).catch(limited));
    };
    if (!somebody.persistedOnly) return { viewer: somebody.viewer, actor, leave, enterDatasets };
    leave();
    const denial = new AccessError(
      'This API key runs registered queries only, and this server has none. Ask with a token, or with a key that was made without `persistedOnly`.',
    );
    refusals.denied(actor, denial, { operation: null, fields: [] });
    throw denial;
  };
}

/** What limits count by: a key, or a person, however many tokens they have. */
function credentialOf({ credential, viewer }: Authenticated): string {
  return `${credential.kind}:${viewer.subject}`;
}
