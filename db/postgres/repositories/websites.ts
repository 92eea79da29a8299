import { and, asc, eq, inArray, ne, or } from 'drizzle-orm';
import type { Drizzle } from '../database.js';
import type { Metadata, Website, WebsiteProperty } from '../metadata.js';
import { users } from '../schema/users.js';
import { websitePermissions } from '../schema/websitePermissions.js';
import { websiteProperties } from '../schema/websiteProperties.js';
import { websites } from '../schema/websites.js';
import { allForEach, oneForEach } from './alignWithIds.js';

/** See `Metadata.websitesByIds`. */
export async function websitesByIds(db: Drizzle, ids: readonly string[]): Promise<(Website | null)[]> {
  const rows = await db
    .select()
    .from(websites)
    .where(inArray(websites.id, [...ids]));
  return oneForEach(ids, rows, (row) => row.id);
}

/** See `Metadata.propertiesOfWebsites`; by key. */
export async function propertiesOfWebsites(
  db: Drizzle,
  ids: readonly string[],
): Promise<WebsiteProperty[][]> {
  const { websiteId, key, value } = websiteProperties;
  const rows = await db
    .select({ websiteId, key, value })
    .from(websiteProperties)
    .where(inArray(websiteId, [...ids]))
    .orderBy(asc(key));
  return allForEach(ids, rows, (row) => row.websiteId);
}

/** See `Metadata.websitesVisibleTo`. */
export async function websitesVisibleTo(
  db: Drizzle,
  reach: Parameters<Metadata['websitesVisibleTo']>[0],
): Promise<Website[]> {
  const granted = 'subject' in reach ? grantedTo(db, reach.subject) : undefined;
  return db
    .select()
    .from(websites)
    .where(and(ne(websites.status, 'deleted'), granted))
    .orderBy(asc(websites.id));
}

/** Owned, or permitted; nothing for a subject that is not an active user. */
function grantedTo(db: Drizzle, subject: string) {
  const active = db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, subject), eq(users.status, 'active')));
  const permitted = db
    .select({ id: websitePermissions.websiteId })
    .from(websitePermissions)
    .where(inArray(websitePermissions.userId, active));
  return or(inArray(websites.ownerId, active), inArray(websites.id, permitted));
}
