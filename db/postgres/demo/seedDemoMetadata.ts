import type { Metadata } from '../metadata.js';
import { demoCustomDimensions, demoCustomMetrics } from './demoCustomDefinitions.js';
import { demoFunnels, demoGoals } from './demoGoals.js';
import { demoPeople, demoTenantPermissions, demoTenants, demoWebsitePermissions } from './demoPeople.js';
import { demoWebsiteProperties, demoWebsites } from './demoWebsites.js';

/** When every demo row was made: fixed, so that two demo stores hold the same rows and mirror to the same version. */
const MADE_AT = new Date('2024-02-01T09:00:00.000Z');

/**
 * Adds the people, websites, tenants, grants, goals, funnels and custom definitions that the demo warehouses are about.
 * Run again it adds only what is missing and changes nothing, so what somebody edited stays edited.
 */
export async function seedDemoMetadata(metadata: Pick<Metadata, 'insertMissing'>): Promise<void> {
  await metadata.insertMissing({
    users: made(demoPeople),
    websites: made(demoWebsites),
    websiteProperties: made(demoWebsiteProperties),
    websitePermissions: granted(demoWebsitePermissions),
    goals: made(demoGoals),
    funnels: made(demoFunnels),
    customDimensions: made(demoCustomDimensions),
    customMetrics: made(demoCustomMetrics),
    tenants: made(demoTenants),
    tenantPermissions: granted(demoTenantPermissions),
  });
}

function made<T>(rows: readonly T[]): (T & { createdAt: Date; updatedAt: Date })[] {
  return rows.map((row) => ({ ...row, createdAt: MADE_AT, updatedAt: MADE_AT }));
}

function granted<T>(rows: readonly T[]): (T & { grantedAt: Date })[] {
  return rows.map((row) => ({ ...row, grantedAt: MADE_AT }));
}
