import { InvariantError, QueryError } from '../../errors.js';
import { giver, type Actor } from '../actor.js';
import { audited, type Outcome } from '../audit/audited.js';
import type { AuditSink } from '../audit/auditEntry.js';
import type { GrantStore, WebsiteGrants, WebsiteRole } from '../ports.js';
import { referenceOf, known, type PersonReference } from './personReference.js';
import { noStronger, rightTo, roleOn } from './websiteRight.js';

/** A person's role on a website before and after a change; null: none. */
interface ChangedGrant {
  readonly websiteId: string;
  readonly personId: string;
  readonly before: WebsiteRole | null;
  readonly after: WebsiteRole | null;
}

/**
 * Who may see and change a website. All reject with AccessError where the actor has no right to a change, and with QueryError where it cannot be:
 * there is no such person, or the website would be left without its owner.
 */
export interface Grants {
  /** Gives a role, or another one than before; never more than the actor's own. */
  grant(
    actor: Actor,
    change: { readonly websiteId: string; readonly person: PersonReference; readonly role: WebsiteRole },
  ): Promise<ChangedGrant>;
  /** Takes the role away. Everybody but the owner may leave. */
  revoke(
    actor: Actor,
    change: { readonly websiteId: string; readonly personId: string },
  ): Promise<ChangedGrant>;
  /** Makes somebody else the owner; the one before stays an admin. */
  transfer(
    actor: Actor,
    change: { readonly websiteId: string; readonly person: PersonReference },
  ): Promise<ChangedGrant>;
}

export function createGrants(store: GrantStore, audit: AuditSink): Grants {
  const entry = (action: string, actor: Actor, websiteId: string) =>
    ({ action, actor, websiteId, resourceType: 'website', resourceId: websiteId }) as const;

  /** Writes what `decide` makes of the grants there are, and tells what it was for the person. The actor's right is asked before anything is said of the person. */
  const change = async (
    { actor, websiteId, found }: { actor: Actor; websiteId: string; found: { readonly id: string } | null },
    decide: (grants: WebsiteGrants | undefined, personId: () => string) => WebsiteGrants,
  ): Promise<Outcome<ChangedGrant>> => {
    let changed: ChangedGrant | undefined;
    await store.changeGrants({ websiteId, by: giver(actor) }, (grants) => {
      const decided = decide(grants, () => known(found));
      const personId = known(found);
      const before = (grants && roleOn(grants, personId)) ?? null;
      changed = { websiteId, personId, before, after: roleOn(decided, personId) ?? null };
      return decided;
    });
    if (changed === undefined) throw new InvariantError('A store changed grants without a decision.');
    const { personId, before, after } = changed;
    return {
      result: changed,
      before: { person: personId, role: before },
      after: { person: personId, role: after },
    };
  };

  return {
    grant: (actor, { websiteId, person, role }) =>
      audited(audit, { ...entry('grant.set', actor, websiteId), asked: { person, role } }, async () => {
        const found = await store.findPerson(referenceOf(person));
        return change({ actor, websiteId, found }, (current, personOf) => {
          const { mine, grants } = rightTo(current, actor, role === 'owner' ? 'owner' : 'admin');
          const personId = personOf();
          noStronger(grants, personId, mine);
          if (grants.ownerId === personId) throw keepsItsOwner();
          return { ...grants, permissions: new Map(grants.permissions).set(personId, role) };
        });
      }),

    revoke: (actor, { websiteId, personId }) =>
      audited(audit, { ...entry('grant.remove', actor, websiteId), asked: { person: personId } }, () =>
        change({ actor, websiteId, found: { id: personId } }, (current) => {
          const { mine, grants } = rightTo(current, actor, personId === actor.subject ? 'viewer' : 'admin');
          noStronger(grants, personId, mine);
          if (grants.ownerId === personId) throw keepsItsOwner();
          return { ...grants, permissions: without(grants.permissions, personId) };
        }),
      ),

    transfer: (actor, { websiteId, person }) =>
      audited(audit, { ...entry('website.transfer', actor, websiteId), asked: { person } }, async () => {
        const found = await store.findPerson(referenceOf(person));
        return change({ actor, websiteId, found }, (current, personOf) => {
          const { grants } = rightTo(current, actor, 'owner');
          const personId = personOf();
          if (grants.ownerId === personId) return grants;
          const others = without(grants.permissions, personId).set(grants.ownerId, 'admin');
          return { ownerId: personId, permissions: others };
        });
      }),
  };
}

function without(permissions: WebsiteGrants['permissions'], personId: string): Map<string, WebsiteRole> {
  const others = new Map(permissions);
  others.delete(personId);
  return others;
}

function keepsItsOwner(): QueryError {
  const message = 'This person is the owner, whom a website always has: make somebody else the owner first.';
  return new QueryError([{ code: 'INVALID_VALUE', message, path: ['person'] }]);
}
