import { randomBytes } from 'node:crypto';

/** Of base32: letters and digits that nobody confuses, and that are one word when double-clicked. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** So many letters and digits that nobody can guess: five bits each. */
export function randomId(length: number): string {
  return Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join('');
}
