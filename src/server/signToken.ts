import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { StartupError } from '../errors.js';
import type { Role } from '../metrics/index.js';
import type { TokenKey } from './tokenKey.js';

export interface TokenRequest {
  readonly subject: string;
  readonly role: Role;
  /** Lifetime as jose writes it: `12h`, `30d`. */
  readonly expiresIn: string;
  /** Attributes that policies name, beyond what is granted in the metadata store: `{ websites: ["a"] }`. */
  readonly attributes?: Readonly<Record<string, readonly (string | number)[]>> | undefined;
}

/** An HS256 token. Throws StartupError where tokens are somebody else's to sign. */
export async function signToken(key: TokenKey, request: TokenRequest): Promise<string> {
  if (key.kind !== 'secret') {
    throw new StartupError('Tokens are signed by the issuer of VERNIER_JWKS_URL: get one there.');
  }
  const attributes = request.attributes ?? {};
  const token = new SignJWT({
    role: request.role,
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(request.subject)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(request.expiresIn);
  if (key.issuer !== undefined) token.setIssuer(key.issuer);
  if (key.audience !== undefined) token.setAudience(key.audience);
  return token.sign(key.secret);
}
