import { defineMembers, type NamedMembers } from './defineMembers.js';
import type { Dimension, WebsiteRows } from './definitions.js';
import { unknownName, type Draft } from './draft.js';

/** The `website:` of a dataset; undefined when there is none, or none that can be used (which is reported). */
export function defineWebsite(draft: Draft, members: NamedMembers): WebsiteRows | undefined {
  const { spec } = draft;
  const { dimensions } = members;
  if (spec.website === undefined) return undefined;
  const { id, bots, sampled = false } = spec.website;
  const named = (key: 'id' | 'bots', name: string, rule: Rule): Dimension | undefined => {
    const dimension = dimensions.get(name);
    const path = ['website', key];
    if (dimension === undefined) {
      // A dimension that is declared but broken has its own report.
      if (!Object.hasOwn(spec.dimensions ?? {}, name))
        draft.report(path, unknownName('dimension', name, dimensions.keys()));
      return undefined;
    }
    if (dimension.type !== rule.type)
      draft.report(path, `"${name}" is of type ${dimension.type}; ${rule.sentence}`);
    else if (dimension.ofMeasure !== undefined || reads(dimension))
      draft.report(path, `"${name}" reads other datasets; it has to be of the row's own columns.`);
    else return dimension;
    return undefined;
  };
  const website = named('id', id, {
    type: 'string',
    sentence: 'the id of a website is a string.',
  });
  const programs =
    bots === undefined
      ? undefined
      : named('bots', bots, {
          type: 'boolean',
          sentence: 'whether a row is that of a program is a boolean.',
        });
  return website === undefined
    ? undefined
    : { id: website, bots: programs, sampled, members: defineMembers(draft, members) };
}

interface Rule {
  readonly type: Dimension['type'];
  readonly sentence: string;
}

/** Whether it reads a column that a scan adds: settings act where rows are found, before anything can be added. */
function reads({ sql }: Dimension): boolean {
  return [...sql.identifiers].some((name) => name.startsWith('@'));
}
