import { asc, eq } from 'drizzle-orm';
import type { MirrorRow, MirrorSnapshot } from '../../../src/etl/ports.js';
import type { Drizzle } from '../database.js';
import { customDimensions, customMetrics } from '../schema/customDefinitions.js';
import { funnels } from '../schema/funnels.js';
import { goals } from '../schema/goals.js';
import { tenants } from '../schema/tenants.js';
import { users } from '../schema/users.js';
import { websiteProperties } from '../schema/websiteProperties.js';
import { websites } from '../schema/websites.js';

/**
 * See `Metadata.mirrorSnapshot`. REPEATABLE READ: every statement sees the instant of the first, so a goal never arrives
 * without its website. Rows are ordered by key, because their order is part of the version that is computed from them.
 */
export function mirrorSnapshot(db: Drizzle): Promise<MirrorSnapshot> {
  return db.transaction(readTables, { isolationLevel: 'repeatable read', accessMode: 'read only' });
}

async function readTables(db: Drizzle): Promise<MirrorSnapshot> {
  const funnelRows = await db.select().from(funnels).orderBy(asc(funnels.websiteId), asc(funnels.name));
  return {
    websites: await readWebsites(db),
    website_properties: (
      await db
        .select()
        .from(websiteProperties)
        .orderBy(asc(websiteProperties.websiteId), asc(websiteProperties.key))
    ).map((row) => ({
      website_id: row.websiteId,
      key: row.key,
      value: row.value,
      updated_at: row.updatedAt.toISOString(),
    })),
    goals: (await db.select().from(goals).orderBy(asc(goals.websiteId), asc(goals.name))).map((row) => ({
      goal_id: row.id,
      website_id: row.websiteId,
      name: row.name,
      type: row.type,
      match: row.match,
      value: row.value,
      worth: row.worth,
      ...instantsOf(row),
    })),
    funnels: funnelRows.map((row) => ({
      funnel_id: row.id,
      website_id: row.websiteId,
      name: row.name,
      description: row.description,
      step_count: row.steps.length,
      ...instantsOf(row),
    })),
    funnel_steps: funnelRows.flatMap((row) =>
      row.steps.map((step, position) => ({
        funnel_id: row.id,
        website_id: row.websiteId,
        position: position + 1,
        name: step.name,
        type: step.type,
        match: step.match,
        value: step.value,
      })),
    ),
    custom_dimensions: (
      await db
        .select()
        .from(customDimensions)
        .orderBy(asc(customDimensions.websiteId), asc(customDimensions.index))
    ).map((row) => ({
      website_id: row.websiteId,
      slot: row.index,
      name: row.name,
      scope: row.scope,
      description: row.description,
      updated_at: row.updatedAt.toISOString(),
    })),
    custom_metrics: (
      await db.select().from(customMetrics).orderBy(asc(customMetrics.websiteId), asc(customMetrics.index))
    ).map((row) => ({
      website_id: row.websiteId,
      slot: row.index,
      name: row.name,
      type: row.type,
      description: row.description,
      updated_at: row.updatedAt.toISOString(),
    })),
    tenants: (await db.select().from(tenants).orderBy(asc(tenants.id))).map((row) => ({
      tenant_id: row.id,
      name: row.name,
      status: row.status,
      ...instantsOf(row),
    })),
  };
}

/** Of the owner only what reports show: id, name, company. */
async function readWebsites(db: Drizzle): Promise<MirrorRow[]> {
  const rows = await db
    .select({ website: websites, ownerName: users.name, ownerCompany: users.company })
    .from(websites)
    .innerJoin(users, eq(users.id, websites.ownerId))
    .orderBy(asc(websites.id));
  return rows.map(({ website, ownerName, ownerCompany }) => ({
    website_id: website.id,
    tracking_id: website.trackingId,
    name: website.name,
    domain: website.domain,
    timezone: website.timezone,
    currency: website.currency,
    industry: website.industry,
    status: website.status,
    owner_id: website.ownerId,
    owner_name: ownerName,
    owner_company: ownerCompany,
    bot_filtering: website.botFiltering,
    ip_anonymisation: website.ipAnonymisation,
    data_retention_days: website.dataRetentionDays,
    sampling_rate: website.samplingRate,
    ...instantsOf(website),
  }));
}

function instantsOf(row: { readonly createdAt: Date; readonly updatedAt: Date }) {
  return { created_at: row.createdAt.toISOString(), updated_at: row.updatedAt.toISOString() };
}
