import type { Dataset } from '../catalog/definitions.js';
import { botsAskedOf } from '../resolve/botsAsked.js';
import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import { leavesOf } from '../resolve/series.js';
import { touchedDatasets } from './touchedDatasets.js';
import { websitesAsked } from './websiteZones.js';

/** Which settings of websites acted on a question; nothing in it is of a website that the caller does not see. */
export interface ActedSettings {
  /** IANA name of the zone whose days and hours count; null when websites of several zones have the same answer. */
  readonly timezone: string | null;
  /** Ids of the websites of which programs are left out. */
  readonly botsLeftOut: readonly string[];
  /** Websites that store a share of their hits, above 0 and below 1. */
  readonly sampled: readonly { readonly website: string; readonly rate: number }[];
  /** Keys of the numbers (or the view, when it has no such) that are of the stored hits of those and do not stand for the others. */
  readonly storedOnly: readonly string[];
}

/** `definitions`: every dataset, by name. */
export function actedSettings(
  resolved: ResolvedQuery,
  definitions: ReadonlyMap<string, Dataset>,
): ActedSettings {
  const { timezone } = resolved;
  const touched = [...touchedDatasets(resolved)].flatMap((name) => definitions.get(name) ?? []);
  const websites = websitesAsked(resolved, touched);
  const asked = botsAskedOf(resolved);
  const filters = touched.some(({ name, website }) => website?.bots !== undefined && !asked.has(name));
  const sampled = touched.some(({ website }) => website?.sampled === true)
    ? websites.filter(({ samplingRate }) => samplingRate < 1)
    : [];
  return {
    timezone,
    botsLeftOut: filters ? websites.filter(({ botFiltering }) => botFiltering).map(({ id }) => id) : [],
    sampled: sampled.map(({ id, samplingRate }) => ({ website: id, rate: samplingRate })),
    storedOnly: sampled.length === 0 ? [] : storedOnly(resolved),
  };
}

function storedOnly(resolved: ResolvedQuery): readonly string[] {
  const { columns, dataset, query } = resolved;
  // Whom nobody recorded is in no group, no list and no journey.
  if (query.view !== 'rows' && query.view !== 'totals') return [query.view];
  return columns.flatMap((column) => {
    if (column.kind !== 'measure') return [];
    const bySample = leavesOf(column.node).some(({ measure, series }) => {
      const isSampled = (series?.fact ?? dataset).website?.sampled === true;
      return isSampled && (measure.weight === undefined || series?.rows?.kind === 'conversion');
    });
    return bySample ? [column.key] : [];
  });
}
