import type { Person, Website, WebsiteRole } from '../../schema/index.js';
import type { WebsiteRecord } from '../ports.js';
import type { Loaders } from './loaders.js';

/** What a viewer is to a website. */
export interface Standing {
  readonly myRole: WebsiteRole | null;
  /** May know who else sees it. */
  readonly administers: boolean;
}

/** A website; what stands in other tables is read when its field is asked for, for all websites of the answer at once. */
export function websiteView(website: WebsiteRecord, standing: Standing, loaders: Loaders): Website {
  const { myRole, administers } = standing;
  const { id, name, domain, timezone, currency, industry, status } = website;
  const { botFiltering, ipAnonymisation, dataRetentionDays, samplingRate } = website;
  return {
    id,
    name,
    domain,
    timezone,
    currency,
    industry,
    status,
    settings: { botFiltering, ipAnonymisation, dataRetentionDays, samplingRate },
    myRole,
    trackingId: administers ? website.trackingId : null,
    get owner() {
      return person(website.ownerId, loaders);
    },
    get properties() {
      return loaders.properties.load(id);
    },
    get goals() {
      return loaders.goals.load(id);
    },
    get funnels() {
      return loaders.funnels.load(id);
    },
    get customDimensions() {
      return loaders.customDefinitions.load(id).then((definitions) => definitions.dimensions);
    },
    get customMetrics() {
      return loaders.customDefinitions.load(id).then((definitions) => definitions.metrics);
    },
    get grants() {
      if (!administers) return null;
      return loaders.permissions.load(id).then((permissions) =>
        permissions.map((permission) => ({
          get person() {
            return person(permission.userId, loaders);
          },
          role: permission.role,
          get grantedBy() {
            return person(permission.grantedBy, loaders);
          },
          grantedAt: permission.grantedAt.toISOString(),
        })),
      );
    },
  };
}

/** Only id and name leave: an e-mail address is nobody's business here. */
async function person(id: string | null, loaders: Loaders): Promise<Person | null> {
  const found = id === null ? null : await loaders.people.load(id);
  return found === null ? null : { id: found.id, name: found.name };
}
