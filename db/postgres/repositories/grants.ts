import { and, asc, eq, inArray, ne, sql, type SQL } from 'drizzle-orm';
import { unionAll, type AnyPgColumn } from 'drizzle-orm/pg-core';
import type { CredentialStore, PersonStatus, Standing } from '../../../src/server/ports.js';
import type { Drizzle } from '../database.js';
import type { Grants, WebsitePermission, WebsiteRole } from '../metadata.js';
import { revokedTokens } from '../schema/revokedTokens.js';
import { tenantPermissions, tenants } from '../schema/tenants.js';
import { users } from '../schema/users.js';
import { websitePermissions } from '../schema/websitePermissions.js';
import { websites } from '../schema/websites.js';
import { allForEach } from './alignWithIds.js';

/** Strongest first. */
const STRENGTH: readonly WebsiteRole[] = ['owner', 'admin', 'editor', 'viewer'];

type Kind = 'person' | 'revoked' | 'website' | 'tenant';

/**
 * See `CredentialStore.standingOf`. Every request asks it, so it is one statement, built once; and it is never kept, so that what is taken away is gone at
 * the next request.
 */
export function prepareStanding(db: Drizzle): CredentialStore['standingOf'] {
  const fact = (kind: Kind, id: SQL | AnyPgColumn, value: SQL) => ({
    kind: sql<Kind>`${sql.raw(`'${kind}'`)}::text`.as('kind'),
    id: sql<string>`${id}`.as('id'),
    value: sql<string | null>`${value}`.as('value'),
  });
  const subject = sql.placeholder('subject');
  const active = and(eq(users.id, subject), eq(users.status, 'active'));
  const person = db
    .select(
      fact(
        'person',
        sql`${users.status} || ' ' || ${users.role}`,
        sql`extract(epoch FROM ${users.tokensValidAfter})::text`,
      ),
    )
    .from(users)
    .where(eq(users.id, subject));
  const revoked = db
    .select(fact('revoked', revokedTokens.id, sql`NULL`))
    .from(revokedTokens)
    .where(eq(revokedTokens.id, sql.placeholder('tokenId')));
  const owned = db
    .select(fact('website', websites.id, sql`'owner'::text`))
    .from(websites)
    .innerJoin(users, eq(users.id, websites.ownerId))
    .where(and(active, ne(websites.status, 'deleted')));
  const permitted = db
    .select(fact('website', websites.id, sql`${websitePermissions.role}`))
    .from(websitePermissions)
    .innerJoin(users, eq(users.id, websitePermissions.userId))
    .innerJoin(websites, eq(websites.id, websitePermissions.websiteId))
    .where(and(active, ne(websites.status, 'deleted')));
  const tenantsOf = db
    .select(fact('tenant', tenants.id, sql`NULL`))
    .from(tenantPermissions)
    .innerJoin(users, eq(users.id, tenantPermissions.userId))
    .innerJoin(tenants, eq(tenants.id, tenantPermissions.tenantId))
    .where(and(active, ne(tenants.status, 'deleted')));
  // Without a name: a pool of connections between us and the server may not keep named statements.
  const prepared = unionAll(person, revoked, owned, permitted, tenantsOf).prepare('');
  return async ({ subject, tokenId }) => {
    // No token is called by the empty text.
    const rows = await prepared.execute({ subject, tokenId: tokenId ?? '' });
    const of = (kind: Kind) => rows.filter((row) => row.kind === kind);
    const [known] = of('person');
    return {
      person: known && personOf(known),
      revoked: of('revoked').length > 0,
      websites: strongest(of('website').map(({ id, value }) => ({ id, role: value as WebsiteRole }))),
      tenants: of('tenant')
        .map(({ id }) => id)
        .sort(),
    };
  };
}

function personOf({ id, value }: { id: string; value: string | null }): NonNullable<Standing['person']> {
  const [status, role] = id.split(' ') as [PersonStatus, NonNullable<Standing['person']>['role']];
  return { status, role, tokensValidAfter: secondsOf(value) };
}

function secondsOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}

/** One role per website, by id. */
function strongest(rows: readonly { id: string; role: WebsiteRole }[]): Grants['websites'] {
  const roles = new Map<string, WebsiteRole>();
  for (const { id, role } of rows) {
    const known = roles.get(id);
    if (known === undefined || STRENGTH.indexOf(role) < STRENGTH.indexOf(known)) roles.set(id, role);
  }
  return [...roles].map(([id, role]) => ({ id, role })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** See `Metadata.permissionsOfWebsites`; by user. */
export async function permissionsOfWebsites(
  db: Drizzle,
  ids: readonly string[],
): Promise<WebsitePermission[][]> {
  const rows = await db
    .select()
    .from(websitePermissions)
    .where(inArray(websitePermissions.websiteId, [...ids]))
    .orderBy(asc(websitePermissions.userId));
  return allForEach(ids, rows, (row) => row.websiteId);
}
