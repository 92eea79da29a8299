import type { Role, Viewer } from '../metrics/index.js';
import type { Standing } from './ports.js';

/** Who asks, before the metadata store is asked what they were granted. */
export interface Identity {
  readonly subject: string;
  readonly role: Role;
  /** Attributes the credential's issuer vouches for. */
  readonly attributes?: Readonly<Record<string, readonly (string | number)[]>> | undefined;
}

/** Adds the websites and tenants granted in the metadata store to what the credential itself says. */
export function viewerOf(identity: Identity, granted: Pick<Standing, 'websites' | 'tenants'>): Viewer {
  const claimed = identity.attributes ?? {};
  const attributes = new Map<string, readonly (string | number)[]>(Object.entries(claimed));
  const websites = granted.websites.map((website) => website.id);
  attributes.set('websites', union(websites, claimed['websites']));
  attributes.set('tenants', union(granted.tenants, claimed['tenants']));
  return { subject: identity.subject, role: identity.role, attributes };
}

function union(
  granted: readonly string[],
  claimed: readonly (string | number)[] | undefined,
): readonly (string | number)[] {
  return [...new Set<string | number>([...granted, ...(claimed ?? [])])];
}
