import { errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { AuthenticationError } from '../errors.js';
import { ROLES, type Role, type Viewer } from '../metrics/index.js';
import { viewerOf } from './viewerOf.js';
import type { GrantReader } from './ports.js';
import type { TokenKey } from './tokenKey.js';
import type { VerifiedTokens } from './verifiedTokens.js';

/** Asymmetric algorithms a remote key set may use; never HMAC, or a public key would do as a secret. */
// prettier-ignore
const REMOTE_ALGORITHMS = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA',
];
/** What jose says of a token; anything else it says is of the remote key set. */
const FAULTS_OF_THE_TOKEN = [
  errors.JWSSignatureVerificationFailed,
  errors.JWSInvalid,
  errors.JWTInvalid,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
] as const;
const CLOCK_TOLERANCE_SECONDS = 5;
/** Characters; a token with attributes for hundreds of websites is shorter. */
const MAX_HEADER_LENGTH = 8192;

const claimsSchema = z.object({
  sub: z.string().min(1).max(256),
  role: z.enum(ROLES as readonly [Role, ...Role[]]),
  attributes: z.record(z.string(), z.array(z.union([z.string(), z.number()])).max(10_000)).optional(),
});

/**
 * Turns an `Authorization` header into a Viewer. Identity comes from the verified token alone; the websites and tenants it
 * may see come from the metadata store (and from the token's own `attributes`, which its issuer vouches for).
 * @throws AuthenticationError with a sentence that says what is wrong with the credential, never what would be right
 */
export async function authenticate(
  authorization: string | undefined,
  context: { readonly key: TokenKey; readonly grants: GrantReader; readonly verified?: VerifiedTokens },
): Promise<Viewer> {
  const { key, verified } = context;
  const token = bearerToken(authorization, key);
  const known = verified?.get(token);
  const payload = known ?? (await verify(token, key));
  if (known === undefined) verified?.add(token, payload);
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) {
    throw new AuthenticationError(
      `The token is valid but lacks a subject or one of the roles ${ROLES.join(', ')}.`,
    );
  }
  const { sub: subject, role, attributes } = claims.data;
  return viewerOf({ subject, role, attributes }, context.grants);
}

function bearerToken(authorization: string | undefined, key: TokenKey): string {
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
      : /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization.trim());
  if (match?.[1] === undefined) {
    throw new AuthenticationError(
      'The Authorization header must be `Bearer <token>` with a signed JSON web token.',
    );
  }
  return match[1];
}

async function verify(token: string, key: TokenKey): Promise<JWTPayload> {
  const common = {
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['exp', 'sub'],
    ...(key.issuer === undefined ? {} : { issuer: key.issuer }),
    ...(key.audience === undefined ? {} : { audience: key.audience }),
  };
  try {
    const verified =
      key.kind === 'secret'
        ? await jwtVerify(token, key.secret, { ...common, algorithms: ['HS256'] })
        : await jwtVerify(token, key.keys, { ...common, algorithms: REMOTE_ALGORITHMS });
    return verified.payload;
  } catch (error) {
    throw new AuthenticationError(problemOf(error), { cause: error });
  }
}

function problemOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired: get a new one.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The token's claim \`${error.claim}\` is missing or not accepted here.`;
  if (FAULTS_OF_THE_TOKEN.some((fault) => error instanceof fault))
    return 'The token is not valid here: its signature or its form is wrong.';
  return 'The token cannot be checked now: the key set of its issuer does not answer. Try again.';
}
