import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { WebsiteRecord, WebsiteSettings, WebsiteStore } from '../../../src/administration/ports.js';
import type { Drizzle } from '../database.js';
import { customDimensions, customMetrics } from '../schema/customDefinitions.js';
import { funnels } from '../schema/funnels.js';
import { goals } from '../schema/goals.js';
import { users } from '../schema/users.js';
import { websitePermissions } from '../schema/websitePermissions.js';
import { websiteProperties } from '../schema/websiteProperties.js';
import { websites } from '../schema/websites.js';
import { isStorable } from './storable.js';
import { writeMembers } from './writeMembers.js';

/** See `WebsiteStore.changeWebsite`. */
export async function changeWebsite(
  db: Drizzle,
  websiteId: string,
  decide: (website: WebsiteRecord | undefined) => WebsiteRecord,
): Promise<void> {
  if (!isStorable(websiteId)) return void decide(undefined);
  await db.transaction(async (tx) => {
    // The lock that makes changes of one website follow each other, those of its grants included.
    const [row] = await tx
      .select()
      .from(websites)
      .where(and(eq(websites.id, websiteId), ne(websites.status, 'deleted')))
      .for('update');
    if (row === undefined) return void decide(undefined);
    const before = await readWebsite(tx, row);
    const after = decide(before);
    const { status, trackingId } = after;
    const settings = settingsOf(after);
    if (
      status !== before.status ||
      trackingId !== before.trackingId ||
      JSON.stringify(settings) !== JSON.stringify(settingsOf(before))
    )
      await tx
        .update(websites)
        .set({ ...settings, status, trackingId })
        .where(eq(websites.id, websiteId));
    await writeMembers(tx, before, after);
  });
}

async function readWebsite(tx: Drizzle, row: typeof websites.$inferSelect): Promise<WebsiteRecord> {
  const { id, trackingId, status, ownerId } = row;
  const permissions = await tx.select().from(websitePermissions).where(eq(websitePermissions.websiteId, id));
  const properties = await tx.select().from(websiteProperties).where(eq(websiteProperties.websiteId, id));
  return {
    ...settingsOf(row),
    id,
    trackingId,
    status,
    grants: { ownerId, permissions: new Map(permissions.map(({ userId, role }) => [userId, role])) },
    properties: new Map(properties.map(({ key, value }) => [key, value])),
    goals: await tx
      .select({
        id: goals.id,
        name: goals.name,
        type: goals.type,
        match: goals.match,
        value: goals.value,
        worth: goals.worth,
      })
      .from(goals)
      .where(eq(goals.websiteId, id))
      .orderBy(asc(goals.name)),
    funnels: await tx
      .select({ id: funnels.id, name: funnels.name, description: funnels.description, steps: funnels.steps })
      .from(funnels)
      .where(eq(funnels.websiteId, id))
      .orderBy(asc(funnels.name)),
    customDimensions: await tx
      .select({
        index: customDimensions.index,
        name: customDimensions.name,
        scope: customDimensions.scope,
        description: customDimensions.description,
      })
      .from(customDimensions)
      .where(eq(customDimensions.websiteId, id))
      .orderBy(asc(customDimensions.index)),
    customMetrics: await tx
      .select({
        index: customMetrics.index,
        name: customMetrics.name,
        type: customMetrics.type,
        description: customMetrics.description,
      })
      .from(customMetrics)
      .where(eq(customMetrics.websiteId, id))
      .orderBy(asc(customMetrics.index)),
  };
}

function settingsOf(website: WebsiteSettings): WebsiteSettings {
  const { name, domain, timezone, currency, industry } = website;
  const { botFiltering, ipAnonymisation, dataRetentionDays, samplingRate } = website;
  return {
    name,
    domain,
    timezone,
    currency,
    industry,
    botFiltering,
    ipAnonymisation,
    dataRetentionDays,
    samplingRate,
  };
}

/** See `WebsiteStore.addWebsite`. */
export async function addWebsite(
  db: Drizzle,
  website: Parameters<WebsiteStore['addWebsite']>[0],
  decide: Parameters<WebsiteStore['addWebsite']>[1],
): Promise<boolean> {
  if (!isStorable(website.ownerId)) {
    decide(undefined);
    return false;
  }
  return db.transaction(async (tx) => {
    // The lock that lets nobody add another one for this person meanwhile.
    const [owner] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, website.ownerId), eq(users.status, 'active')))
      .for('no key update');
    const owned =
      owner &&
      (await tx.$count(
        websites,
        and(eq(websites.ownerId, owner.id), inArray(websites.status, ['active', 'paused'])),
      ));
    decide(owned);
    const { id, trackingId, ownerId } = website;
    const added = await tx
      .insert(websites)
      .values({ ...settingsOf(website), id, trackingId, ownerId, status: 'active', createdAt: sql`now()` })
      .onConflictDoNothing({ target: websites.id })
      .returning({ id: websites.id });
    return added.length > 0;
  });
}
