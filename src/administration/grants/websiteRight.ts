import { AccessError } from '../../errors.js';
import type { Actor } from '../actor.js';
import type { WebsiteGrants, WebsiteRole } from '../ports.js';

/** Weakest first: each may do what those before it may. */
const RANK: readonly WebsiteRole[] = ['viewer', 'editor', 'admin', 'owner'];

/** What a person is to a website; undefined when nothing. */
export function roleOn(grants: WebsiteGrants, personId: string): WebsiteRole | undefined {
  return grants.ownerId === personId ? 'owner' : grants.permissions.get(personId);
}

/**
 * The role by which somebody may do what needs at least `needed`, and the grants, which are there then. Throws AccessError with the same words for a
 * website that does not exist, that the actor does not see, and that the actor may only look at: they tell nothing of what exists.
 */
export function rightTo(
  grants: WebsiteGrants | undefined,
  actor: Actor,
  needed: WebsiteRole,
): { readonly mine: WebsiteRole; readonly grants: WebsiteGrants } {
  const mine = actor.role === 'operator' ? grants && 'owner' : grants && roleOn(grants, actor.subject);
  if (grants === undefined || mine === undefined || isWeaker(mine, needed) || !mayChange(actor))
    throw new AccessError(
      `There is no such website, or you may not do this on it: that takes the right of ${needed}.`,
    );
  return { mine, grants };
}

/** Nobody changes what somebody stronger may. Throws AccessError. */
export function noStronger(grants: WebsiteGrants, personId: string, mine: WebsiteRole): void {
  const theirs = roleOn(grants, personId);
  if (theirs !== undefined && isWeaker(mine, theirs))
    throw new AccessError('You may not change what somebody may do who has more rights than you.');
}

function isWeaker(role: WebsiteRole, than: WebsiteRole): boolean {
  return RANK.indexOf(role) < RANK.indexOf(than);
}

/** A key is for asking; readers and analysts look. What the person was granted does not widen what the credential is for. */
export function mayChange({ role, credential }: Actor): boolean {
  return role === 'operator' || (role === 'owner' && credential.kind === 'token');
}
