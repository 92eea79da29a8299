import { randomUUID } from 'node:crypto';
import type { Actor } from '../actor.js';
import { Problems, problem } from '../checks/problems.js';
import type { Funnel, WebsiteRecord } from '../ports.js';
import { checkFunnel, type FunnelChange } from './checkFunnel.js';
import { changeWebsite, difference, withMember, type WebsiteTools } from './websiteChange.js';

const MAX_FUNNELS = 100;

/** Named paths through a website. Editors change them. All reject with AccessError or QueryError. */
export interface Funnels {
  create(
    actor: Actor,
    change: { readonly websiteId: string; readonly funnel: FunnelChange },
  ): Promise<Funnel>;
  update(
    actor: Actor,
    change: { readonly websiteId: string; readonly id: string; readonly set: FunnelChange },
  ): Promise<Funnel>;
  /** @returns what it was */
  delete(actor: Actor, change: { readonly websiteId: string; readonly id: string }): Promise<Funnel>;
}

export function createFunnels(tools: WebsiteTools): Funnels {
  const { rules } = tools;
  const about = (actor: Actor, websiteId: string, more: { verb: string; id: string; asked?: object }) => ({
    actor,
    websiteId,
    right: 'editor' as const,
    action: `funnel.${more.verb}`,
    resource: { resourceType: 'funnel', resourceId: more.id },
    asked: more.asked,
  });
  return {
    create: (actor, { websiteId, funnel: given }) =>
      changeWebsite(tools, about(actor, websiteId, { verb: 'create', id: '', asked: given }), (website) => {
        const problems = new Problems(['funnel']);
        if (website.funnels.length >= MAX_FUNNELS)
          problems.add([], `A website has at most ${MAX_FUNNELS} funnels: delete one that is not needed.`, {
            code: 'TOO_MANY',
          });
        const checked = checkFunnel(problems, { given, before: undefined, website, rules });
        problems.throwIfAny();
        const funnel: Funnel = { id: randomUUID(), ...checked };
        return {
          website: withFunnel(website, undefined, funnel),
          result: funnel,
          after: { ...funnel },
          resourceId: funnel.id,
        };
      }),

    update: (actor, { websiteId, id, set: given }) =>
      changeWebsite(tools, about(actor, websiteId, { verb: 'update', id, asked: given }), (website) => {
        const before = funnelOf(website, id);
        const problems = new Problems(['set']);
        if (Object.values(given).every((value) => value === undefined))
          problems.add([], 'Nothing is to be different: say at least one member.', {
            code: 'EMPTY_SELECTION',
          });
        const funnel: Funnel = { id, ...checkFunnel(problems, { given, before, website, rules }) };
        problems.throwIfAny();
        return {
          website: withFunnel(website, before, funnel),
          result: funnel,
          ...difference(before, funnel),
        };
      }),

    delete: (actor, { websiteId, id }) =>
      changeWebsite(tools, about(actor, websiteId, { verb: 'delete', id }), (website) => {
        const funnel = funnelOf(website, id);
        return { website: withFunnel(website, funnel, undefined), result: funnel, before: { ...funnel } };
      }),
  };
}

function withFunnel(
  website: WebsiteRecord,
  before: Funnel | undefined,
  after: Funnel | undefined,
): WebsiteRecord {
  return { ...website, funnels: withMember(website.funnels, before, after) };
}

function funnelOf(website: WebsiteRecord, id: string): Funnel {
  const found = website.funnels.find((funnel) => funnel.id === id);
  if (found === undefined)
    throw problem(
      ['id'],
      'The website has no funnel of this id: `viewer { websites { funnels { id name } } }` lists them.',
    );
  return found;
}
