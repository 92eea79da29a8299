import type { Role, Viewer } from '../metrics/index.js';
import type { Standing } from './ports.js';

/** Who asks, before the metadata store is asked what they were granted. */
export interface Identity {
  readonly subject: string;
  readonly role: Role;
  /** Attributes the credential's issuer vouches for. */
  readonly attributes?: Readonly<Record<string, readonly (string | number)[]>> | undefined;
}

/**
 * Adds what is granted in the metadata store to what the credential itself says: `websites`, of these as `administeredWebsites` those of which somebody is
 * owner or admin (who did what there is for them alone), and `tenants`.
 */
export function viewerOf(identity: Identity, granted: Pick<Standing, 'websites' | 'tenants'>): Viewer {
  const claimed = identity.attributes ?? {};
  const attributes = new Map<string, readonly (string | number)[]>(Object.entries(claimed));
  const idsOf = (websites: Standing['websites']): readonly string[] => websites.map(({ id }) => id);
  const administered = granted.websites.filter(({ role }) => role === 'owner' || role === 'admin');
  attributes.set('websites', union(idsOf(granted.websites), claimed['websites']));
  attributes.set('administeredWebsites', union(idsOf(administered), claimed['administeredWebsites']));
  attributes.set('tenants', union(granted.tenants, claimed['tenants']));
  return { subject: identity.subject, role: identity.role, attributes };
}

function union(
  granted: readonly string[],
  claimed: readonly (string | number)[] | undefined,
): readonly (string | number)[] {
  return [...new Set<string | number>([...granted, ...(claimed ?? [])])];
}
