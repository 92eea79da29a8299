import { AuthenticationError } from '../errors.js';
import type { Actor } from '../administration/index.js';
import type { Viewer } from '../metrics/index.js';
import type { KeyUse } from './keyUse.js';
import type { CredentialStore, Standing } from './ports.js';
import type { TokenKey } from './tokenKey.js';
import type { VerifiedTokens } from './verifiedTokens.js';
import { KEY_FORM, reachOf, verifyKey } from './verifyKey.js';
import { readClaims, verifyToken, type Claims } from './verifyToken.js';
import { viewerOf } from './viewerOf.js';

/** Characters; a token with attributes for hundreds of websites is shorter. */
const MAX_HEADER_LENGTH = 8192;

/** Somebody who proved who they are. */
export interface Authenticated {
  readonly viewer: Viewer;
  readonly credential: Actor['credential'];
  /** Only registered documents may run. */
  readonly persistedOnly: boolean;
}

export interface AuthenticationContext {
  readonly key: TokenKey;
  readonly store: CredentialStore;
  readonly verified?: VerifiedTokens;
  readonly keyUse?: KeyUse;
  /** For tests. */
  readonly now?: () => Date;
}

/**
 * Turns an `Authorization` header into somebody. Identity comes from the verified credential alone; the websites and tenants it may see, and whether it was
 * taken back, come from the metadata store at this moment (and from a token's own `attributes`, which its issuer vouches for).
 * @throws AuthenticationError with a sentence that says what is wrong with the credential, never what would be right
 */
export async function authenticate(
  authorization: string | undefined,
  context: AuthenticationContext,
): Promise<Authenticated> {
  const credential = bearerCredential(authorization, context.key);
  const [, id, secret] = KEY_FORM.exec(credential) ?? [];
  if (id !== undefined && secret !== undefined) return byKey({ id, secret }, context);
  return byToken(credential, context);
}

async function byToken(
  token: string,
  { key, store, verified }: AuthenticationContext,
): Promise<Authenticated> {
  const known = verified?.get(token);
  const payload = known ?? (await verifyToken(token, key));
  if (known === undefined) verified?.add(token, payload);
  const claims = readClaims(payload);
  const { sub: subject, role, attributes, jti } = claims;
  const standing = await store.standingOf({ subject, tokenId: jti });
  refuseTakenBack(claims, standing);
  return {
    viewer: viewerOf({ subject, role, attributes }, standing),
    credential: { kind: 'token', id: jti ?? null },
    persistedOnly: false,
  };
}

function refuseTakenBack({ iat }: Claims, { person, revoked }: Standing): void {
  if (person !== undefined && person.status !== 'active')
    throw new AuthenticationError('The access of this person was suspended.');
  const since = person?.tokensValidAfter ?? null;
  // A token that does not say when it was issued may be an old one.
  if (revoked || (since !== null && (iat === undefined || iat < since)))
    throw new AuthenticationError('The token was revoked: get a new one.');
}

async function byKey(
  { id, secret }: { readonly id: string; readonly secret: string },
  { store, keyUse, now = () => new Date() }: AuthenticationContext,
): Promise<Authenticated> {
  const key = verifyKey(await store.findKey(id), secret, now());
  const reach = reachOf(key, await store.standingOf({ subject: key.createdBy }));
  keyUse?.note(id, now());
  return {
    viewer: viewerOf({ subject: `key:${id}`, role: key.role }, reach),
    credential: { kind: 'key', id },
    persistedOnly: key.persistedOnly,
  };
}

function bearerCredential(authorization: string | undefined, key: TokenKey): string {
  if (authorization === undefined) {
    throw new AuthenticationError(
      key.kind === 'secret'
        ? 'Send a token: `Authorization: Bearer <token>`. `npx vernier token --role analyst` on the server prints one.'
        : 'Send a token: `Authorization: Bearer <token>`.',
    );
  }
  const match =
    authorization.length > MAX_HEADER_LENGTH
      ? undefined
      : /^Bearer +([\w-]+\.[\w-]+\.[\w-]+|vk_[\w-]+)$/i.exec(authorization.trim());
  if (match?.[1] === undefined) {
    throw new AuthenticationError(
      'The Authorization header must be `Bearer <token>` with a signed JSON web token, or with an API key.',
    );
  }
  return match[1];
}
