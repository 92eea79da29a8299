import { inArray } from 'drizzle-orm';
import type { Drizzle } from '../database.js';
import type { User } from '../metadata.js';
import { users } from '../schema/users.js';
import { oneForEach } from './alignWithIds.js';

/** See `Metadata.usersByIds`. The columns are named so that the password hash never leaves the store. */
export async function usersByIds(db: Drizzle, ids: readonly string[]): Promise<(User | null)[]> {
  const rows = await db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      company: users.company,
      role: users.role,
      emailVerified: users.emailVerified,
      status: users.status,
      lastLoginAt: users.lastLoginAt,
      createdAt: users.createdAt,
      updatedAt: users.updatedAt,
    })
    .from(users)
    .where(inArray(users.id, [...ids]));
  return oneForEach(ids, rows, (row) => row.id);
}
