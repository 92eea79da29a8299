import { createHash, timingSafeEqual } from 'node:crypto';
import { AuthenticationError } from '../errors.js';
import type { KeyRecord, Standing } from './ports.js';

/** `vk_`, the public id, the secret. */
export const KEY_FORM = /^vk_([a-z2-7]{16})_([\w-]{43})$/;

/**
 * A key of which the secret fits and that still holds. One sentence for a key that there is not and for a wrong secret.
 * @throws AuthenticationError
 */
export function verifyKey(record: KeyRecord | undefined, secret: string, now: Date): KeyRecord {
  const given = createHash('sha256').update(secret).digest();
  // Compared also where there is no such key, so that the time tells nothing of which ids there are.
  const kept = Buffer.from(record?.secretHash ?? '0'.repeat(64), 'hex');
  if (!timingSafeEqual(given, kept) || record === undefined)
    throw new AuthenticationError('The API key is not valid here.');
  if (record.revokedAt !== null) throw refused(record, 'The API key was revoked.');
  if (record.expiresAt <= now) throw refused(record, 'The API key has expired: make a new one.');
  return record;
}

/** Whoever sent it has the secret, so which key it is may be told to the audit log. */
function refused({ id }: KeyRecord, message: string): AuthenticationError {
  return new AuthenticationError(message, { keyId: id });
}

/** What a key reaches at this moment: of its own list, what its creator may still hand on (websites as owner or admin). */
export function reachOf(key: KeyRecord, creator: Standing): Pick<Standing, 'websites' | 'tenants'> {
  if (creator.person?.status !== 'active')
    throw refused(key, 'The API key is of somebody whose access was suspended.');
  if (key.role === 'owner' && creator.person.role !== 'owner')
    throw refused(key, 'The API key is of somebody who is no owner any more.');
  return {
    websites: creator.websites.filter(
      ({ id, role }) => key.websiteIds.includes(id) && (role === 'owner' || role === 'admin'),
    ),
    tenants: creator.tenants.filter((id) => key.tenantIds.includes(id)),
  };
}
