import type { Actor } from '../actor.js';
import { Problems, problem } from '../checks/problems.js';
import { checkText } from '../checks/text.js';
import { changeWebsite, type WebsiteTools } from './websiteChange.js';

const MAX_PROPERTIES = 100;

interface Property {
  readonly key: string;
  readonly value: string;
}

/** Free facts about a website. Editors change them. All reject with AccessError or QueryError. */
export interface Properties {
  set(actor: Actor, change: { readonly websiteId: string } & Property): Promise<Property>;
  /** @returns what it was */
  remove(actor: Actor, change: { readonly websiteId: string; readonly key: string }): Promise<Property>;
}

export function createProperties(tools: WebsiteTools): Properties {
  const about = (actor: Actor, websiteId: string, more: { verb: string; key: string; asked?: object }) => ({
    actor,
    websiteId,
    right: 'editor' as const,
    action: `property.${more.verb}`,
    resource: { resourceType: 'property', resourceId: more.key },
    asked: more.asked,
  });
  return {
    set: (actor, { websiteId, key, value: given }) =>
      changeWebsite(
        tools,
        about(actor, websiteId, { verb: 'set', key, asked: { key, value: given } }),
        (website) => {
          const problems = new Problems([]);
          if (!/^[a-z][a-z0-9_]{0,62}$/.test(key))
            problems.add(
              ['key'],
              'A key has up to 63 small letters, digits and "_", and begins with a letter.',
            );
          const value = checkText(problems, given, { path: ['value'], what: 'A value', longest: 1_000 });
          const before = website.properties.get(key);
          if (before === undefined && website.properties.size >= MAX_PROPERTIES)
            problems.add(
              [],
              `A website has at most ${MAX_PROPERTIES} properties: remove one that is not needed.`,
              { code: 'TOO_MANY' },
            );
          problems.throwIfAny();
          return {
            website: { ...website, properties: new Map(website.properties).set(key, value) },
            result: { key, value },
            ...(before !== undefined && { before: { key, value: before } }),
            after: { key, value },
          };
        },
      ),

    remove: (actor, { websiteId, key }) =>
      changeWebsite(tools, about(actor, websiteId, { verb: 'remove', key }), (website) => {
        const value = website.properties.get(key);
        if (value === undefined)
          throw problem(
            ['key'],
            'The website has no property of this key: `viewer { websites { properties { key value } } }` lists them.',
          );
        const properties = new Map(website.properties);
        properties.delete(key);
        return { website: { ...website, properties }, result: { key, value }, before: { key, value } };
      }),
  };
}
