import { asc, inArray } from 'drizzle-orm';
import type { Drizzle } from '../database.js';
import type { Funnel, Goal } from '../metadata.js';
import { funnels } from '../schema/funnels.js';
import { goals } from '../schema/goals.js';
import { allForEach } from './alignWithIds.js';

/** See `Metadata.goalsOfWebsites`; by name. */
export async function goalsOfWebsites(db: Drizzle, ids: readonly string[]): Promise<Goal[][]> {
  const rows = await db
    .select()
    .from(goals)
    .where(inArray(goals.websiteId, [...ids]))
    .orderBy(asc(goals.name));
  return allForEach(ids, rows, (row) => row.websiteId);
}

/** See `Metadata.funnelsOfWebsites`; by name. */
export async function funnelsOfWebsites(db: Drizzle, ids: readonly string[]): Promise<Funnel[][]> {
  const rows = await db
    .select()
    .from(funnels)
    .where(inArray(funnels.websiteId, [...ids]))
    .orderBy(asc(funnels.name));
  return allForEach(ids, rows, (row) => row.websiteId);
}
