import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { operator, type Administration, type Person } from '../administration/index.js';
import { unreachable } from '../errors.js';
import { ROLES, type Role } from '../metrics/index.js';

const text = z.string();
const person = z.union([z.object({ id: text }), z.object({ email: text })]);
const websiteRole = z.enum(['owner', 'admin', 'editor', 'viewer']);

/** What whoever keeps the server does at its command line: what nobody's token may, or what nobody has a token for yet. */
export const operatorAction = z.discriminatedUnion('verb', [
  z.object({
    verb: z.literal('user.add'),
    id: text,
    email: text,
    name: text,
    role: z.enum(ROLES as readonly [Role, ...Role[]]),
    company: text.nullable(),
  }),
  z.object({ verb: z.literal('user.list') }),
  z.object({ verb: z.literal('user.suspend'), id: text }),
  z.object({ verb: z.literal('user.resume'), id: text }),
  z.object({
    verb: z.literal('website.add'),
    id: text,
    owner: text,
    settings: z.object({ name: text, domain: text, timezone: text.optional(), currency: text.optional() }),
  }),
  z.object({ verb: z.literal('tenant.add'), id: text, name: text }),
  z.object({ verb: z.literal('website.grant'), website: text, person, role: websiteRole }),
  z.object({ verb: z.literal('website.revoke'), website: text, personId: text }),
  z.object({ verb: z.literal('tenant.grant'), tenant: text, person }),
  z.object({ verb: z.literal('tenant.revoke'), tenant: text, personId: text }),
  z.object({
    verb: z.literal('token.revoke'),
    of: z.union([z.object({ personId: text }), z.object({ tokenId: text, days: z.number() })]),
  }),
]);
export type OperatorAction = z.infer<typeof operatorAction>;

/** A sentence of what was done, or the people that were asked for. */
export type OperatorAnswer =
  | { readonly kind: 'done'; readonly said: string }
  | { readonly kind: 'people'; readonly people: readonly Person[] };

/**
 * Does it as the operator, with its entry in the audit log.
 * @param account of the operating system, under which the command runs
 * @throws QueryError or AccessError where it cannot be
 */
export async function operate(
  administration: Administration,
  { action, account }: { readonly action: OperatorAction; readonly account: string },
): Promise<OperatorAnswer> {
  const { people, websites, tenants, grants, keys } = administration;
  const actor = operator(account, randomUUID());
  const done = (said: string): OperatorAnswer => ({ kind: 'done', said });
  switch (action.verb) {
    case 'user.add': {
      const { verb: _, ...person } = action;
      const { id, role } = await people.add(actor, person);
      return done(`${id} is known. Tokens with the subject "${id}" and the role ${role} are theirs.`);
    }
    case 'user.list':
      return { kind: 'people', people: await people.list(actor) };
    case 'user.suspend':
      await people.suspend(actor, action.id);
      return done(`${action.id} is suspended: their tokens and keys are refused from now on.`);
    case 'user.resume':
      await people.resume(actor, action.id);
      return done(`${action.id} may sign in again.`);
    case 'website.add': {
      const { id, owner, settings } = action;
      await websites.add(actor, { id, ownerId: owner, settings });
      return done(`The website ${id} is there and belongs to ${owner}.`);
    }
    case 'tenant.add':
      await tenants.add(actor, action);
      return done(
        `The tenant ${action.id} is there. Nobody holds it yet: \`vernier grant --tenant ${action.id} --person <id>\`.`,
      );
    case 'website.grant': {
      const { website: websiteId, person, role } = action;
      const { personId } = await grants.grant(actor, { websiteId, person, role });
      return done(`${personId} is ${role} of ${websiteId}.`);
    }
    case 'website.revoke':
      await grants.revoke(actor, { websiteId: action.website, personId: action.personId });
      return done(`${action.personId} has no role on ${action.website} any more.`);
    case 'tenant.grant': {
      const { personId } = await tenants.grant(actor, { tenantId: action.tenant, person: action.person });
      return done(`${personId} holds the tenant ${action.tenant}.`);
    }
    case 'tenant.revoke':
      await tenants.revoke(actor, { tenantId: action.tenant, personId: action.personId });
      return done(`${action.personId} does not hold the tenant ${action.tenant} any more.`);
    case 'token.revoke': {
      const revoked = await keys.revokeTokens(actor, action.of);
      return done(
        'revokedBefore' in revoked
          ? `Tokens that were issued before ${revoked.revokedBefore.toISOString()} are refused.`
          : `The token is refused until ${revoked.refusedUntil.toISOString()}.`,
      );
    }
    default:
      return unreachable(action);
  }
}
