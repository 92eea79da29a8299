import type { Dataset } from '../catalog/definitions.js';
import type { RoleCatalog } from '../catalog/roleCatalog.js';
import { canonicalTimezone } from '../catalog/timezone.js';
import { pinnedWebsites } from '../query/pinnedWebsites.js';
import type { WebsiteFacts } from '../query/websiteFacts.js';
import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import { touchedDatasets } from './touchedDatasets.js';

/** A zone and the websites that are in it, by id. */
export interface WebsiteZone {
  readonly timezone: string;
  readonly websites: readonly string[];
}

/**
 * The zones of the websites that a question is over: those that its `where` names, else those that the caller may see. None when no website's zone acts:
 * none is known, or there are several and the caller sees every row, whose zone is the dataset's to say.
 */
export function websiteZones(resolved: ResolvedQuery, catalog: RoleCatalog): readonly WebsiteZone[] {
  const touched = [...touchedDatasets(resolved)].flatMap(
    (name) => catalog.definitions.datasets.get(name) ?? [],
  );
  const ofWebsites = touched.filter(({ website }) => website !== undefined);
  if (ofWebsites.length === 0) return [];
  const zones = zonesOf(websitesAsked(resolved, ofWebsites));
  const seesAll = ofWebsites.every(({ policies }) => policies.get(catalog.role)?.rows.kind === 'all');
  return zones.length > 1 && seesAll ? [] : zones;
}

/** The websites that a question is over, as far as it says so. `touched`: the datasets that it reads. */
export function websitesAsked(
  { query, dataset, websites = [] }: ResolvedQuery,
  touched: readonly Dataset[],
): WebsiteFacts {
  const shared = new Set(touched.flatMap(({ website }) => website?.id.conforms ?? []));
  const names = [...dataset.dimensions.values()]
    .filter(({ name, conforms }) => name === dataset.website?.id.name || shared.has(conforms ?? '')) // prettier-ignore
    .map(({ name }) => name);
  return names.reduce((left, name) => {
    const ids = pinnedWebsites(query, name);
    return ids === undefined ? left : left.filter(({ id }) => ids.has(id));
  }, websites);
}

function zonesOf(websites: WebsiteFacts): readonly WebsiteZone[] {
  const zones = new Map<string, string[]>();
  for (const { id, timezone: written } of websites) {
    const timezone = canonicalTimezone(written) ?? written;
    zones.set(timezone, [...(zones.get(timezone) ?? []), id]);
  }
  return [...zones].map(([timezone, ids]) => ({ timezone, websites: ids }));
}
