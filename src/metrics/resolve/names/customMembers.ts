import { ChosenExpression, type ExpressionCase } from '../../catalog/chosenExpression.js';
import type { Dimension, Measure } from '../../catalog/definitions.js';
import type { CustomMembers } from '../../catalog/websiteMembers.js';
import type { WebsiteFacts } from '../../query/websiteFacts.js';

/** What the value of a website's own name is made of it: asked as `agg`. */
export const CUSTOM_AGGREGATIONS = ['SUM', 'AVG', 'MIN', 'MAX'] as const;
export type CustomAggregation = (typeof CUSTOM_AGGREGATIONS)[number];

/** Numbered dimension of each website that has the name. */
export type Slots = ReadonlyMap<Dimension, readonly string[]>;

/** Which numbered member a name stands for, website by website. Slots that are not there are those a role cannot see. */
export function slotsOf(
  websites: WebsiteFacts,
  members: ReadonlyMap<number, Dimension>,
  { list, name }: { list: 'customDimensions' | 'customMetrics'; name: string },
): Slots {
  const slots = new Map<Dimension, string[]>();
  for (const website of websites)
    for (const slot of website[list]) {
      const dimension = slot.name === name ? members.get(slot.index) : undefined;
      if (dimension !== undefined) slots.set(dimension, [...(slots.get(dimension) ?? []), website.id]);
    }
  return slots;
}

/** The value of each row's own slot; none in rows of websites without the name. */
export function customDimension(name: string, id: Dimension, slots: Slots): Dimension | undefined {
  const [first] = slots.keys();
  const sql = chosen(id, slots);
  if (first === undefined || sql === undefined) return undefined;
  return { name, description: '', type: first.type, clickhouseType: nullable(first.clickhouseType), sql };
}

export function customMeasure(
  name: string,
  { id, slots, agg }: { id: Dimension; slots: Slots; agg: CustomAggregation },
  { filter }: CustomMembers,
): Measure | undefined {
  const dimension = customDimension(name, id, slots);
  if (dimension === undefined) return undefined;
  const { clickhouseType, sql } = dimension;
  return {
    name,
    description: '',
    type: 'float',
    aggregate: { name: FUNCTIONS[agg], parameters: '', args: [sql] },
    filter,
    fillWith: agg === 'SUM' ? 'zero' : 'null',
    absentWith: 'null',
    argumentTypes: [clickhouseType],
    clickhouseType,
    exposesAggregate: false,
  };
}

const FUNCTIONS = { SUM: 'sum', AVG: 'avg', MIN: 'min', MAX: 'max' } as const;

function chosen(id: Dimension, slots: Slots): ChosenExpression | undefined {
  const [first, ...others] = [...slots].map(([{ sql }, websites]): ExpressionCase => ({
    values: websites,
    then: sql,
  }));
  return first === undefined ? undefined : new ChosenExpression(id.sql, [first, ...others]);
}

function nullable(clickhouseType: string): string {
  return clickhouseType.startsWith('Nullable(') ? clickhouseType : `Nullable(${clickhouseType})`;
}
