import type { Dataset } from '../catalog/definitions.js';
import type { WebsiteFacts } from '../query/websiteFacts.js';
import type { Viewer } from './viewer.js';

/**
 * The websites whose rows of a dataset a viewer may see: a role may see all rows of one dataset, and those of granted websites of another, whose names
 * nobody else's website must add to.
 */
export function visibleWebsites(websites: WebsiteFacts, viewer: Viewer): (dataset: Dataset) => WebsiteFacts {
  const granted = new Set((viewer.attributes.get('websites') ?? []).map(String));
  const own = websites.filter(({ id }) => granted.has(id));
  return ({ policies }) => (policies.get(viewer.role)?.rows.kind === 'all' ? websites : own);
}
