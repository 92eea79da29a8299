import type { Metadata } from '../metadata.js';
import { demoCustomDimensions, demoCustomMetrics } from './demoCustomDefinitions.js';
import { demoFunnels, demoGoals } from './demoGoals.js';
import { demoPeople, demoTenantPermissions, demoTenants, demoWebsitePermissions } from './demoPeople.js';
import { demoWebsiteProperties, demoWebsites } from './demoWebsites.js';

/**
 * Adds the people, websites, tenants, grants, goals, funnels and custom definitions that the demo warehouses are about.
 * Run again it adds only what is missing and changes nothing, so what somebody edited stays edited.
 */
export async function seedDemoMetadata(metadata: Pick<Metadata, 'insertMissing'>): Promise<void> {
  await metadata.insertMissing({
    users: demoPeople,
    websites: demoWebsites,
    websiteProperties: demoWebsiteProperties,
    websitePermissions: demoWebsitePermissions,
    goals: demoGoals,
    funnels: demoFunnels,
    customDimensions: demoCustomDimensions,
    customMetrics: demoCustomMetrics,
    tenants: demoTenants,
    tenantPermissions: demoTenantPermissions,
  });
}
