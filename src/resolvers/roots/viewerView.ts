import { InvariantError } from '../../errors.js';
import type { ViewerView, Website } from '../../schema/index.js';
import type { RequestFacts } from '../context.js';
import { DEFAULT_MAX_VIEWS, DOCUMENT_LIMITS, MAX_BODY_BYTES } from '../limits.js';
import { datasetLimits } from './datasetLimits.js';
import { createLoaders, type Loaders } from './loaders.js';
import { websiteView } from './websiteView.js';

/** Who asks. Websites are read when their field is asked for. */
export function viewerView(facts: RequestFacts, loaders: Loaders): ViewerView {
  const { viewer, limits = {} } = facts;
  return {
    subject: viewer.subject,
    role: viewer.role,
    attributes: [...viewer.attributes].map(([name, values]) => ({ name, values: values.map(String) })),
    tenants: (viewer.attributes.get('tenants') ?? []).map(String),
    get websites() {
      return visibleWebsites(facts, loaders);
    },
    limits: {
      maxRows: limits.maxResultRows ?? null,
      maxBytes: limits.maxBytesToRead ?? null,
      maxSeconds: limits.maxSeconds ?? null,
      maxViews: limits.maxViews ?? DEFAULT_MAX_VIEWS,
      maxQueriesPerMinute: limits.queriesPerMinute ?? null,
      maxConcurrentQueries: limits.concurrentQueries ?? null,
      maxBodyBytes: MAX_BODY_BYTES,
      datasets: datasetLimits(facts),
      document: DOCUMENT_LIMITS,
    },
  };
}

/**
 * A website that the caller has changed, as it is now. Read anew: a change may follow another in one operation, and what was granted by the first one
 * (a website that was added) the request did not come with.
 */
export async function changedWebsite({ viewer, metadata }: RequestFacts, id: string): Promise<Website> {
  const [[website], grants] = await Promise.all([
    metadata.websitesByIds([id]),
    metadata.grantsOf(viewer.subject),
  ]);
  if (website === undefined || website === null)
    throw new InvariantError('A website that was changed is not there.');
  const myRole = grants.websites.find((grant) => grant.id === id)?.role ?? null;
  const administers = myRole === 'owner' || myRole === 'admin';
  return websiteView(website, { myRole, administers }, createLoaders(metadata));
}

/** Analysts see every website; others those that the row policies let them see. */
async function visibleWebsites({ viewer }: RequestFacts, loaders: Loaders): Promise<readonly Website[]> {
  const { metadata } = loaders;
  const ids = (viewer.attributes.get('websites') ?? []).map(String);
  const [websites, grants] = await Promise.all([
    viewer.role === 'analyst'
      ? metadata.websitesVisibleTo({ all: true })
      : metadata.websitesByIds(ids.toSorted()),
    metadata.grantsOf(viewer.subject),
  ]);
  const roles = new Map(grants.websites.map((grant) => [grant.id, grant.role]));
  return websites.flatMap((website) => {
    if (website === null || website.status === 'deleted') return [];
    const myRole = roles.get(website.id) ?? null;
    const administers = viewer.role === 'analyst' || myRole === 'owner' || myRole === 'admin';
    return [websiteView(website, { myRole, administers }, loaders)];
  });
}
