import { and, eq } from 'drizzle-orm';
import type { WebsiteRecord } from '../../../src/administration/ports.js';
import type { Drizzle } from '../database.js';
import { customDimensions, customMetrics } from '../schema/customDefinitions.js';
import { funnels } from '../schema/funnels.js';
import { goals } from '../schema/goals.js';
import { websiteProperties } from '../schema/websiteProperties.js';

/** Writes the members of a website's lists that are different after a change. What goes goes first: its name may be another's then. */
export async function writeMembers(tx: Drizzle, before: WebsiteRecord, after: WebsiteRecord): Promise<void> {
  const websiteId = before.id;
  await writeProperties(tx, before, after);

  const goalChanges = changes(before.goals, after.goals, ({ id }) => id);
  for (const { id } of goalChanges.gone) await tx.delete(goals).where(eq(goals.id, id));
  for (const { id, ...goal } of goalChanges.different)
    await tx.update(goals).set(goal).where(eq(goals.id, id));
  for (const goal of goalChanges.added) await tx.insert(goals).values({ ...goal, websiteId });

  const funnelChanges = changes(before.funnels, after.funnels, ({ id }) => id);
  for (const { id } of funnelChanges.gone) await tx.delete(funnels).where(eq(funnels.id, id));
  for (const { id, ...funnel } of funnelChanges.different)
    await tx.update(funnels).set(funnel).where(eq(funnels.id, id));
  for (const funnel of funnelChanges.added) await tx.insert(funnels).values({ ...funnel, websiteId });

  const dimensions = changes(before.customDimensions, after.customDimensions, ({ index }) => index);
  const ofDimension = (index: number) =>
    and(eq(customDimensions.websiteId, websiteId), eq(customDimensions.index, index));
  for (const { index } of dimensions.gone) await tx.delete(customDimensions).where(ofDimension(index));
  for (const { index, ...dimension } of dimensions.different)
    await tx.update(customDimensions).set(dimension).where(ofDimension(index));
  for (const dimension of dimensions.added)
    await tx.insert(customDimensions).values({ ...dimension, websiteId });

  const metrics = changes(before.customMetrics, after.customMetrics, ({ index }) => index);
  const ofMetric = (index: number) =>
    and(eq(customMetrics.websiteId, websiteId), eq(customMetrics.index, index));
  for (const { index } of metrics.gone) await tx.delete(customMetrics).where(ofMetric(index));
  for (const { index, ...metric } of metrics.different)
    await tx.update(customMetrics).set(metric).where(ofMetric(index));
  for (const metric of metrics.added) await tx.insert(customMetrics).values({ ...metric, websiteId });
}

async function writeProperties(tx: Drizzle, before: WebsiteRecord, after: WebsiteRecord): Promise<void> {
  const of = (key: string) => and(eq(websiteProperties.websiteId, before.id), eq(websiteProperties.key, key));
  for (const key of before.properties.keys())
    if (!after.properties.has(key)) await tx.delete(websiteProperties).where(of(key));
  for (const [key, value] of after.properties) {
    if (before.properties.get(key) === value) continue;
    if (before.properties.has(key)) await tx.update(websiteProperties).set({ value }).where(of(key));
    else await tx.insert(websiteProperties).values({ websiteId: before.id, key, value });
  }
}

interface Changes<T> {
  readonly gone: readonly T[];
  readonly different: readonly T[];
  readonly added: readonly T[];
}

function changes<T>(before: readonly T[], after: readonly T[], keyOf: (member: T) => unknown): Changes<T> {
  const earlier = new Map(before.map((member) => [keyOf(member), member]));
  const later = new Set(after.map(keyOf));
  return {
    gone: before.filter((member) => !later.has(keyOf(member))),
    different: after.filter((member) => earlier.has(keyOf(member)) && earlier.get(keyOf(member)) !== member),
    added: after.filter((member) => !earlier.has(keyOf(member))),
  };
}
