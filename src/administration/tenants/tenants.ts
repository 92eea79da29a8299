import { AccessError, InvariantError } from '../../errors.js';
import { giver, type Actor } from '../actor.js';
import { audited, type Outcome } from '../audit/audited.js';
import type { AuditSink } from '../audit/auditEntry.js';
import { Problems, problem } from '../checks/problems.js';
import { checkText } from '../checks/text.js';
import { known, referenceOf, type PersonReference } from '../grants/personReference.js';
import { mayChange } from '../grants/websiteRight.js';
import type { GrantStore, TenantHolder, TenantStore } from '../ports.js';

/** Whether a person holds a tenant, before and after a change. */
interface ChangedHolder {
  readonly tenantId: string;
  readonly personId: string;
  readonly before: boolean;
  readonly after: boolean;
}

/**
 * Who may see the rows of a tenant. Owners who hold it themselves give it and take it; one active owner is always left. All reject with AccessError, in the
 * same words for a tenant that is another's and one that is not there, or with QueryError.
 */
export interface Tenants {
  grant(
    actor: Actor,
    change: { readonly tenantId: string; readonly person: PersonReference },
  ): Promise<ChangedHolder>;
  revoke(
    actor: Actor,
    change: { readonly tenantId: string; readonly personId: string },
  ): Promise<ChangedHolder>;
  /** For the operator: makes a tenant known by the id that its rows carry. */
  add(
    actor: Actor,
    tenant: { readonly id: string; readonly name: string },
  ): Promise<{ readonly tenantId: string }>;
}

export function createTenants(store: TenantStore & GrantStore, audit: AuditSink): Tenants {
  const entry = (action: string, actor: Actor, tenantId: string) =>
    ({ action, actor, tenantId, resourceType: 'tenant', resourceId: tenantId }) as const;

  const change = async (
    { actor, tenantId, personOf }: { actor: Actor; tenantId: string; personOf: () => string },
    decide: (holders: readonly TenantHolder[], personId: string) => ReadonlySet<string>,
  ): Promise<Outcome<ChangedHolder>> => {
    let changed: ChangedHolder | undefined;
    await store.changeTenant({ tenantId, by: giver(actor) }, (found) => {
      const holders = rightToTenant(found, actor);
      const personId = personOf();
      const after = decide(holders, personId);
      const before = holders.some(({ id }) => id === personId);
      changed = { tenantId, personId, before, after: after.has(personId) };
      return after;
    });
    if (changed === undefined) throw new InvariantError('A store changed a tenant without a decision.');
    const { personId, before, after } = changed;
    return {
      result: changed,
      before: { person: personId, holds: before },
      after: { person: personId, holds: after },
    };
  };

  return {
    grant: (actor, { tenantId, person }) =>
      audited(audit, { ...entry('tenant.grant', actor, tenantId), asked: { person } }, async () => {
        const found = await store.findPerson(referenceOf(person));
        return change(
          { actor, tenantId, personOf: () => known(found) },
          (holders, personId) => new Set([...idsOf(holders), personId]),
        );
      }),

    revoke: (actor, { tenantId, personId }) =>
      audited(audit, { ...entry('tenant.revoke', actor, tenantId), asked: { person: personId } }, () =>
        change({ actor, tenantId, personOf: () => personId }, (holders) => {
          const left = holders.filter(({ id }) => id !== personId);
          if (isOwner(holders.find(({ id }) => id === personId)) && !left.some(isOwner))
            throw problem(
              ['person'],
              'This person is the last owner who holds the tenant: grant it to another owner first.',
            );
          return new Set(idsOf(left));
        }),
      ),

    add: (actor, { id, name }) =>
      audited(audit, { ...entry('tenant.create', actor, id), asked: { id, name } }, async () => {
        if (actor.role !== 'operator')
          throw new AccessError('Tenants are added by whoever keeps the server.');
        const problems = new Problems([]);
        if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
          problems.add(['id'], 'The id of a tenant has up to 63 small letters, digits and "-".');
        const checked = checkText(problems, name, { path: ['name'], what: 'A name', longest: 100 });
        problems.throwIfAny();
        if (!(await store.addTenant({ id, name: checked })))
          throw problem(['id'], 'There is a tenant of this id already.');
        return { result: { tenantId: id }, after: { id, name: checked } };
      }),
  };
}

/** What the actor's token claims beyond what the store knows gives no right to hand it on. */
function rightToTenant(holders: readonly TenantHolder[] | undefined, actor: Actor): readonly TenantHolder[] {
  const holds = actor.role === 'operator' || holders?.some(({ id }) => id === actor.subject);
  if (holders === undefined || holds !== true || !mayChange(actor))
    throw new AccessError(
      'There is no such tenant, or you may not do this with it: that takes an owner who holds it.',
    );
  return holders;
}

function isOwner(holder: TenantHolder | undefined): boolean {
  return holder !== undefined && holder.role === 'owner' && holder.active;
}

function idsOf(holders: readonly TenantHolder[]): readonly string[] {
  return holders.map(({ id }) => id);
}
