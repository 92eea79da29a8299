import { AccessError } from '../errors.js';
import type { Actor, Administration } from '../administration/index.js';
import type { RoleCatalog, Viewer, WebsiteFacts } from '../metrics/index.js';
import type { SchemaContext } from '../schema/index.js';
import type { MetadataReader, QueryWarehouse, ViewLimits } from './ports.js';
import { catalogView } from './roots/catalogView.js';
import { createLoaders } from './roots/loaders.js';
import { changedWebsite, viewerView } from './roots/viewerView.js';
import type { WebsiteSettings } from './websites/websiteSettings.js';

interface OperationLimits extends ViewLimits {
  /** Views of one operation; 50 when absent. */
  readonly maxViews?: number;
  /** Views of one operation that ask the warehouse at the same moment; 4 when absent. */
  readonly maxParallelViews?: number;
  /** Requests of one credential; src/server counts them, here they are only told. */
  readonly queriesPerMinute?: number;
  readonly concurrentQueries?: number;
}

/** What the policy of a dataset says of requests that ask it. */
export interface DatasetRates {
  readonly dataset: string;
  readonly queriesPerMinute?: number | undefined;
  readonly concurrentQueries?: number | undefined;
}

export interface RequestFacts {
  /** Who asks, as src/server verified. */
  readonly viewer: Viewer;
  /** The catalog of the viewer's role. */
  readonly catalog: RoleCatalog;
  readonly warehouse: QueryWarehouse;
  readonly metadata: MetadataReader;
  /** Absent: no website's settings act. */
  readonly websiteSettings?: WebsiteSettings | undefined;
  /** The one instant that the whole operation calls now. */
  readonly now: Date;
  /** Letters, digits, `-` and `_`; begins the ids of its queries in the warehouse. */
  readonly requestId: string;
  /** Aborted when the client leaves; kills what runs. */
  readonly signal?: AbortSignal | undefined;
  readonly limits?: OperationLimits | undefined;
  /** Counts the request for each dataset whose policy limits how often it is asked. Rejects with RateLimitError. Absent for the command line. */
  readonly enterDatasets?: ((asked: readonly DatasetRates[]) => Promise<void>) | undefined;
  /** What can be changed, and as whom. Absent where nothing can be changed from: the command line asks. */
  readonly changes?: { readonly administration: Administration; readonly actor: Actor } | undefined;
}

/** What acts on the questions of a request; to be had before it is planned. Rejects with MetadataError. */
export function websitesOf({ websiteSettings, viewer, catalog }: RequestFacts): Promise<WebsiteFacts> {
  return websiteSettings?.of(viewer, catalog) ?? Promise.resolve([]);
}

/** What resolvers know of a request. One per operation: `answers` belongs to the operation that was planned. */
export interface RequestContext extends RequestFacts, SchemaContext {}

export function createRequestContext(facts: RequestFacts): RequestContext {
  const loaders = createLoaders(facts.metadata);
  return {
    ...facts,
    change: async (make) => {
      if (facts.changes === undefined)
        throw new AccessError(
          'Nothing can be changed from here: send the mutation to /graphql with a token.',
        );
      try {
        return await make(facts.changes.administration, facts.changes.actor);
      } finally {
        // Whoever changed a setting sees it act at once.
        facts.websiteSettings?.forget();
      }
    },
    roots: {
      catalog: () => catalogView(facts.catalog),
      viewer: () => viewerView(facts, loaders),
      website: (id) => changedWebsite(facts, id),
    },
  };
}
