import type { JWTVerifyGetKey } from 'jose';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../errors.js';
import { localSecret } from './localSecret.js';
import { openRemoteKeys } from './remoteKeys.js';

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

/** Where the key comes from, as the settings say. */
type TokenSource =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'secret';
      readonly secret: string;
      /** Not the secret that a demo in this data folder made, which was printed in tokens to try. */
      readonly production?: boolean;
      readonly issuer: string | undefined;
      readonly audience: string | undefined;
    }
  | {
      readonly kind: 'jwks';
      readonly url: URL;
      readonly issuer: string;
      readonly audience: string | undefined;
    };

/** @throws StartupError when the data folder holds no usable secret and cannot take one */
export async function openTokenKey(source: TokenSource, dataFolder: string): Promise<TokenKey> {
  switch (source.kind) {
    case 'local':
      return localKey(dataFolder);
    case 'secret':
      if (source.production === true) await refuseDemoSecret(source.secret, dataFolder);
      return {
        kind: 'secret',
        secret: new TextEncoder().encode(source.secret),
        issuer: source.issuer,
        audience: source.audience,
      };
    case 'jwks':
      return { ...source, keys: openRemoteKeys(source.url) };
  }
}

async function refuseDemoSecret(secret: string, dataFolder: string): Promise<void> {
  const made = await readFile(path.join(dataFolder, 'token-secret'), 'utf8').catch(() => undefined);
  if (made?.trim() === secret)
    throw new StartupError(
      'VERNIER_JWT_SECRET is the secret that this data folder made for trying things out: in production set one of your own, such as `openssl rand -base64 48` prints.',
    );
}

/** The secret of this data folder, so that no token of one machine opens another. */
async function localKey(dataFolder: string): Promise<TokenKey> {
  const secret = await localSecret(dataFolder, { name: 'token-secret', lost: 'old tokens stop working' });
  const bytes = new TextEncoder().encode(secret);
  return { kind: 'secret', secret: bytes, issuer: LOCAL_ISSUER, audience: undefined };
}
