import { LRUCache } from 'lru-cache';
import type { RoleCatalog, Viewer, WebsiteFacts } from '../../metrics/index.js';
import type { MetadataReader } from '../ports.js';

/** Settings and names of websites, as questions need them. One per process. */
export interface WebsiteSettings {
  /** Those of the websites whose rows the viewer may see. Rejects with MetadataError. */
  of(viewer: Viewer, catalog: RoleCatalog): Promise<WebsiteFacts>;
  /** Reads them anew: something was changed here. */
  forget(): void;
}

/** How long a change made by another instance may stay unseen. A dashboard of fifty views asks once. */
const KEPT_MILLISECONDS = 1_000;

/** Callers of different reach that are remembered at a time. */
const MAX_KEPT = 1_000;

/** `now`: milliseconds of a clock that only goes forward. */
export function createWebsiteSettings(
  metadata: Pick<MetadataReader, 'websiteFacts'>,
  now: () => number = () => performance.now(),
): WebsiteSettings {
  const kept = new LRUCache<string, Promise<WebsiteFacts>>({
    max: MAX_KEPT,
    ttl: KEPT_MILLISECONDS,
    ttlResolution: 0,
    perf: { now },
  });
  const read = (reach: Reach): Promise<WebsiteFacts> => {
    const key = JSON.stringify(reach);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const facts = metadata.websiteFacts(reach);
    kept.set(key, facts);
    // A failure is not remembered: the next question tries again.
    facts.catch(() => kept.get(key) === facts && kept.delete(key));
    return facts;
  };
  return {
    of: (viewer, catalog) => {
      const reach = reachOf(viewer, catalog);
      return reach === undefined ? Promise.resolve([]) : read(reach);
    },
    forget: () => kept.clear(),
  };
}

type Reach = Parameters<MetadataReader['websiteFacts']>[0];

/** Undefined when there is no website whose settings could act. */
function reachOf({ role, attributes }: Viewer, { datasets }: RoleCatalog): Reach | undefined {
  const ofWebsites = [...datasets.values()].filter(({ website }) => website !== undefined);
  if (ofWebsites.length === 0) return undefined;
  if (ofWebsites.some(({ policies }) => policies.get(role)?.rows.kind === 'all')) return { all: true };
  const ids = [...new Set((attributes.get('websites') ?? []).map(String))].sort();
  return ids.length === 0 ? undefined : { ids };
}
