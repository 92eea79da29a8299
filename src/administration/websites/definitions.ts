import type { Actor } from '../actor.js';
import { Problems, problem } from '../checks/problems.js';
import type { CustomDimension, CustomMetric, WebsiteRecord } from '../ports.js';
import { checkDefinition, checkSlot } from './checkDefinition.js';
import { changeWebsite, withMember, type WebsiteTools } from './websiteChange.js';

type Given<T> = Omit<T, 'description'> & { readonly description?: string | null | undefined };
type Kind = 'dimension' | 'metric';

/** Names that a website gives to its columns `custom_dimension_1` to `20` and `custom_metric_1` to `20`. Editors change them. All reject with AccessError or QueryError. */
export interface Definitions {
  /** Names a slot, or names it anew: as a whole. */
  setDimension(
    actor: Actor,
    change: { readonly websiteId: string; readonly dimension: Given<CustomDimension> },
  ): Promise<CustomDimension>;
  setMetric(
    actor: Actor,
    change: { readonly websiteId: string; readonly metric: Given<CustomMetric> },
  ): Promise<CustomMetric>;
  /** Takes the name away; values stay in the warehouse. @returns what it was */
  removeDimension(
    actor: Actor,
    change: { readonly websiteId: string; readonly index: number },
  ): Promise<CustomDimension>;
  removeMetric(
    actor: Actor,
    change: { readonly websiteId: string; readonly index: number },
  ): Promise<CustomMetric>;
}

export function createDefinitions(tools: WebsiteTools): Definitions {
  const about = (
    actor: Actor,
    websiteId: string,
    more: { kind: Kind; verb: string; index: number; asked?: object },
  ) => ({
    actor,
    websiteId,
    right: 'editor' as const,
    action: `custom_${more.kind}.${more.verb}`,
    resource: { resourceType: `custom_${more.kind}`, resourceId: String(more.index) },
    asked: more.asked,
  });
  return {
    setDimension: (actor, { websiteId, dimension: given }) =>
      changeWebsite(
        tools,
        about(actor, websiteId, { kind: 'dimension', verb: 'set', index: given.index, asked: given }),
        (website) => {
          const problems = new Problems(['dimension']);
          const { index, name, scope, description } = checkDefinition(problems, given, {
            website,
            kind: 'dimension',
          });
          problems.throwIfAny();
          const dimension = { index, name, scope, description };
          return named(website, { list: 'customDimensions', after: dimension });
        },
      ),

    setMetric: (actor, { websiteId, metric: given }) =>
      changeWebsite(
        tools,
        about(actor, websiteId, { kind: 'metric', verb: 'set', index: given.index, asked: given }),
        (website) => {
          const problems = new Problems(['metric']);
          const { index, name, type, description } = checkDefinition(problems, given, {
            website,
            kind: 'metric',
          });
          problems.throwIfAny();
          const metric = { index, name, type, description };
          return named(website, { list: 'customMetrics', after: metric });
        },
      ),

    removeDimension: (actor, { websiteId, index }) =>
      changeWebsite(tools, about(actor, websiteId, { kind: 'dimension', verb: 'remove', index }), (website) =>
        unnamed(website, { list: 'customDimensions', kind: 'dimension', index }),
      ),

    removeMetric: (actor, { websiteId, index }) =>
      changeWebsite(tools, about(actor, websiteId, { kind: 'metric', verb: 'remove', index }), (website) =>
        unnamed(website, { list: 'customMetrics', kind: 'metric', index }),
      ),
  };
}

/** The two lists of a website, and what is in each. */
interface Lists {
  customDimensions: CustomDimension & Readonly<Record<string, unknown>>;
  customMetrics: CustomMetric & Readonly<Record<string, unknown>>;
}

function named<List extends keyof Lists>(
  website: WebsiteRecord,
  { list, after }: { list: List; after: Lists[List] },
) {
  const members = website[list] as readonly Lists[List][];
  const before = members.find(({ index }) => index === after.index);
  return {
    website: { ...website, [list]: withMember(members, before, after) },
    result: after,
    ...(before !== undefined && { before: { ...before } }),
    after: { ...after },
  };
}

function unnamed<List extends keyof Lists>(
  website: WebsiteRecord,
  { list, kind, index }: { list: List; kind: Kind; index: number },
) {
  const members = website[list] as readonly Lists[List][];
  const problems = new Problems([]);
  checkSlot(problems, index, kind);
  problems.throwIfAny();
  const before = members.find((member) => member.index === index);
  if (before === undefined)
    throw problem(['index'], `Slot ${index} of the website's custom ${kind}s has no name.`);
  return {
    website: { ...website, [list]: withMember(members, before, undefined) },
    result: before,
    before: { ...before },
  };
}
