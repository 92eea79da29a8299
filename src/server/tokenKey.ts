import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../errors.js';

/** How tokens are proved: a shared secret (we can sign too) or somebody else's public keys. */
export type TokenKey =
  | {
      readonly kind: 'secret';
      readonly secret: Uint8Array;
      readonly issuer: string | undefined;
      readonly audience: string | undefined;
    }
  | {
      readonly kind: 'jwks';
      readonly keys: JWTVerifyGetKey;
      readonly issuer: string;
      readonly audience: string | undefined;
    };

const LOCAL_ISSUER = 'vernier-local';

export function secretKey(
  secret: string,
  claims: { readonly issuer?: string | undefined; readonly audience?: string | undefined },
): TokenKey {
  return {
    kind: 'secret',
    secret: new TextEncoder().encode(secret),
    issuer: claims.issuer,
    audience: claims.audience,
  };
}

export function remoteKey(
  url: URL,
  claims: { readonly issuer: string; readonly audience: string | undefined },
): TokenKey {
  return { kind: 'jwks', keys: createRemoteJWKSet(url), ...claims };
}

/**
 * The secret of this data folder, made at its first start: random, so that no token of one machine opens another.
 * The file is readable by its owner only. `wx` lets one of two racing processes write it; the other reads what won.
 */
export async function localKey(dataFolder: string): Promise<TokenKey> {
  const file = path.join(dataFolder, 'token-secret');
  await mkdir(dataFolder, { recursive: true });
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret.length < 32)
    throw new StartupError(
      `${file} is damaged. Delete it: a new secret is made, and old tokens stop working.`,
    );
  return secretKey(secret, { issuer: LOCAL_ISSUER });
}
