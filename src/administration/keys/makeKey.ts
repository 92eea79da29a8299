import { createHash, randomBytes } from 'node:crypto';

/** Of base32: letters and digits that nobody confuses, and that are one word when double-clicked. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 16;

/** A new key: what is shown once, and what is kept. */
export function makeKey(): { readonly id: string; readonly credential: string; readonly secretHash: string } {
  const id = Array.from(randomBytes(ID_LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('');
  const secret = randomBytes(32).toString('base64url');
  return {
    id,
    credential: `vk_${id}_${secret}`,
    secretHash: createHash('sha256').update(secret).digest('hex'),
  };
}
