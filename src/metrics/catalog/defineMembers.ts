import type { CustomSpec, FunnelsSpec, GoalsSpec } from './catalogSpec.js';
import type { Dimension, Measure, ValueType } from './definitions.js';
import { readExpression, unknownName, type Draft } from './draft.js';
import type { ReferenceLookup } from './parseExpression.js';
import { readSpan } from './readFrame.js';
import type { CustomMembers, FunnelMembers, GoalMembers, WebsiteMembers } from './websiteMembers.js';

/** What members of a website can be made of. */
export interface NamedMembers {
  readonly dimensions: ReadonlyMap<string, Dimension>;
  readonly measures: ReadonlyMap<string, Measure>;
  readonly references: ReferenceLookup;
}

/** Fields of the dataset that ask by a website's names. A member cannot be called so as well. */
const FIELDS = { custom: ['custom', 'customMetric'], goals: ['goal'], funnels: [] } as const;

/** What websites have names of their own for, in a dataset; undefined when nothing. Dotted names are tried out when all datasets are known (`checkMetrics`). */
export function defineMembers(draft: Draft, members: NamedMembers): WebsiteMembers | undefined {
  const { custom, goals, funnels } = draft.spec.website ?? {};
  for (const [key, fields] of Object.entries(FIELDS))
    for (const field of fields)
      if (draft.spec.website?.[key as keyof typeof FIELDS] !== undefined) checkFree(draft, key, field);
  if (custom === undefined && goals === undefined && funnels === undefined) return undefined;
  return {
    custom: custom && defineCustom(draft, custom, members),
    goals: goals && defineGoals(draft, goals, members),
    funnels: funnels && defineFunnels(draft, funnels),
  };
}

function checkFree({ spec, report }: Draft, key: string, field: string): void {
  const taken = (['dimensions', 'measures', 'metrics', 'relationships'] as const).find((list) =>
    Object.hasOwn(spec[list] ?? {}, field),
  );
  if (taken !== undefined)
    report([taken, field], `"${field}" is the field that asks by a website's names (website.${key}): choose another name.`); // prettier-ignore
}

function defineCustom(
  draft: Draft,
  spec: CustomSpec,
  { dimensions, references }: NamedMembers,
): CustomMembers {
  const slots = (key: 'dimensions' | 'metrics', type: ValueType): ReadonlyMap<number, Dimension> => {
    const prefix = spec[key];
    if (prefix === undefined) return new Map();
    const path = ['website', 'custom', key];
    const found = [...dimensions.values()].flatMap((dimension): readonly (readonly [number, Dimension])[] => {
      const { name } = dimension;
      const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      return /^[1-9]\d{0,3}$/.test(digits) ? [[Number(digits), dimension]] : [];
    });
    if (found.length === 0)
      draft.report(path, `There are no dimensions "${prefix}1", "${prefix}2" … in this dataset.`);
    for (const [, { name, type: own, sql }] of found) {
      if (own !== type) draft.report(path, `"${name}" is of type ${own}; these are all of type ${type}.`);
      if ([...sql.identifiers].some((column) => column.startsWith('@')))
        draft.report(path, `"${name}" reads other datasets; it has to be of the row's own columns.`);
    }
    return new Map(found);
  };
  const filter =
    spec.filter === undefined
      ? undefined
      : readExpression(draft, { path: ['website', 'custom', 'filter'], text: spec.filter }, references);
  return { dimensions: slots('dimensions', 'string'), metrics: slots('metrics', 'float'), filter };
}

function defineGoals(draft: Draft, spec: GoalsSpec, { measures }: NamedMembers): GoalMembers {
  for (const key of ['conversions', 'visitors'] as const) {
    const measure = measures.get(spec[key]);
    const path = ['website', 'goals', key];
    if (measure === undefined) {
      if (!Object.hasOwn(draft.spec.measures ?? {}, spec[key]))
        draft.report(path, unknownName('measure', spec[key], measures.keys()));
    } else if (measure.type !== 'integer' || measure.rows !== undefined)
      draft.report(path, `"${spec[key]}" does not count rows: name a count, or a distinct count.`);
  }
  return spec;
}

function defineFunnels(draft: Draft, { window, ...spec }: FunnelsSpec): FunnelMembers {
  const span = readSpan(window, (inner, message) =>
    draft.report(['website', 'funnels', 'window', ...inner], message),
  );
  return { ...spec, window: span ?? { n: 1, unit: 'DAY' } };
}
