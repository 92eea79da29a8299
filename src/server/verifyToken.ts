import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { z } from 'zod';
import { AuthenticationError } from '../errors.js';
import { ROLES, type Role } from '../metrics/index.js';
import type { TokenKey } from './tokenKey.js';

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

const claimsSchema = z.object({
  // Keys and the operator have names of their own, which no person can have.
  sub: z
    .string()
    .min(1)
    .max(256)
    .regex(/^(?!key:|operator:)/),
  role: z.enum(ROLES as readonly [Role, ...Role[]]),
  attributes: z.record(z.string(), z.array(z.union([z.string(), z.number()])).max(10_000)).optional(),
  jti: z.string().min(1).max(256).optional(),
  iat: z.number().optional(),
});

/** What a token says that is believed. */
export type Claims = z.infer<typeof claimsSchema>;

/**
 * Signature, algorithm, issuer, audience, expiry and not-before of a token.
 * @throws AuthenticationError with a sentence that says what is wrong with it, never what would be right
 */
export async function verifyToken(token: string, key: TokenKey): Promise<JWTPayload> {
  const common = {
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['exp', 'sub'],
    ...(key.issuer === undefined ? {} : { issuer: key.issuer }),
    ...(key.audience === undefined ? {} : { audience: key.audience }),
  };
  try {
    if (key.kind === 'secret')
      return (await jwtVerify(token, key.secret, { ...common, algorithms: ['HS256'] })).payload;
    return await verifyByKeySet(token, key.keys, { ...common, algorithms: REMOTE_ALGORITHMS });
  } catch (error) {
    throw new AuthenticationError(problemOf(error), { cause: error });
  }
}

/** Where several keys of the set could have signed it (two of one id, or ids nowhere), one of them has. */
async function verifyByKeySet(
  token: string,
  keys: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (fault) {
        if (!(fault instanceof errors.JWSSignatureVerificationFailed)) throw fault;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** @throws AuthenticationError when a verified token does not say who somebody is here */
export function readClaims(payload: JWTPayload): Claims {
  const claims = claimsSchema.safeParse(payload);
  if (claims.success) return claims.data;
  throw new AuthenticationError(
    `The token is valid but lacks a subject or one of the roles ${ROLES.join(', ')}.`,
  );
}

function problemOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired: get a new one.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The token's claim \`${error.claim}\` is missing or not accepted here.`;
  if (FAULTS_OF_THE_TOKEN.some((fault) => error instanceof fault))
    return 'The token is not valid here: its signature or its form is wrong.';
  return 'The token cannot be checked now: the key set of its issuer does not answer. Try again.';
}
