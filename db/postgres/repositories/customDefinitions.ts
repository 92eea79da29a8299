import { asc, inArray } from 'drizzle-orm';
import type { Drizzle } from '../database.js';
import type { CustomDefinitions } from '../metadata.js';
import { customDimensions, customMetrics } from '../schema/customDefinitions.js';
import { allForEach } from './alignWithIds.js';

/** See `Metadata.customDefinitionsOfWebsites`; by index. */
export async function customDefinitionsOfWebsites(
  db: Drizzle,
  ids: readonly string[],
): Promise<CustomDefinitions[]> {
  const [dimensionRows, metricRows] = await Promise.all([
    db
      .select()
      .from(customDimensions)
      .where(inArray(customDimensions.websiteId, [...ids]))
      .orderBy(asc(customDimensions.index)),
    db
      .select()
      .from(customMetrics)
      .where(inArray(customMetrics.websiteId, [...ids]))
      .orderBy(asc(customMetrics.index)),
  ]);
  const dimensions = allForEach(ids, dimensionRows, (row) => row.websiteId);
  const metrics = allForEach(ids, metricRows, (row) => row.websiteId);
  return ids.map((_, position) => ({
    dimensions: dimensions[position] ?? [],
    metrics: metrics[position] ?? [],
  }));
}
