import { createHash, randomBytes } from 'node:crypto';
import { randomId } from '../randomId.js';

const ID_LENGTH = 16;

/** A new key: what is shown once, and what is kept. */
export function makeKey(): { readonly id: string; readonly credential: string; readonly secretHash: string } {
  const id = randomId(ID_LENGTH);
  const secret = randomBytes(32).toString('base64url');
  return {
    id,
    credential: `vk_${id}_${secret}`,
    secretHash: createHash('sha256').update(secret).digest('hex'),
  };
}
