import type { LeafFilter } from './query.js';

/** Conditions of one field: `{ eq: … }`. Built with `field`, they become a filter. */
type Condition = Readonly<Record<string, unknown>>;
export type Tree = Readonly<Record<string, unknown>>;

/** What no filter of ours says. */
class UnknownOperator extends Error {}

/** Whether rows without a value pass: then rows without a match of a join do, too. */
export function keepsNull({ operator, values }: LeafFilter): boolean {
  const named = values.includes(null);
  if (operator === 'notSet') return true;
  return operator.startsWith('not') && operator !== 'notInDateRange' ? !named : named;
}

/** A filter of the suite on a field, its rules for NULL written out. `build` makes a filter of a condition of the field. */
export function conditionTree(filter: LeafFilter, type: string, build: (condition: Condition) => Tree): Tree {
  const { operator } = filter;
  const named = filter.values.includes(null);
  const values = filter.values.filter((value) => value !== null).map((value) => typedValue(value, type));
  const withNull = (tree: Tree | undefined): Tree => {
    const nothing = build({ isNull: true });
    return tree === undefined ? nothing : { or: [tree, nothing] };
  };
  switch (operator) {
    case 'equals':
      if (values.length === 0) return build({ isNull: true });
      return named ? withNull(build(oneOf(values))) : build(oneOf(values));
    case 'notEquals':
      if (values.length === 0) return build({ isNull: false });
      return named ? build({ notIn: values }) : withNull(build({ notIn: values }));
    case 'set':
      return build({ isNull: false });
    case 'notSet':
      return build({ isNull: true });
    case 'contains':
    case 'startsWith':
    case 'endsWith': {
      const some = anyOf(values.map((value) => build({ [operator]: String(value) })));
      return named ? withNull(some) : (some ?? build({ isNull: true }));
    }
    case 'notContains':
    case 'notStartsWith':
    case 'notEndsWith': {
      const pattern = operator.charAt(3).toLowerCase() + operator.slice(4);
      const none = { and: values.map((value) => ({ not: build({ [pattern]: String(value) }) })) };
      return named ? none : withNull(none);
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return build({ [operator]: values[0] });
    default:
      return dateTree(filter, build);
  }
}

/** A single day stands for its first moment, in all four comparisons with one. */
function dateTree({ operator, values }: LeafFilter, build: (condition: Condition) => Tree): Tree {
  const from = String(values[0]);
  const to = String(values[1] ?? values[0]);
  switch (operator) {
    case 'inDateRange':
      return build({ gte: from, lt: after(to) });
    case 'onTheDate':
      return build({ gte: from, lt: after(from) });
    case 'notInDateRange':
      return { or: [build({ lt: from }), build({ gte: after(to) })] };
    case 'beforeDate':
      return build({ lt: from });
    case 'beforeOrOnDate':
      return build({ lte: from });
    case 'afterDate':
      return build({ gt: from });
    case 'afterOrOnDate':
      return build({ gte: from });
    default:
      throw new UnknownOperator(`There is no way to ask "${operator}".`);
  }
}

/** The first moment after a day, or after a moment of milliseconds. */
export function after(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) throw new UnknownOperator(`"${text}" is no day.`);
  const day = text.length === 10;
  const moment = new Date(`${day ? `${text}T00:00:00` : text.replace(' ', 'T').replace(/Z$/, '')}Z`);
  const next = new Date(moment.getTime() + (day ? 86_400_000 : 1));
  return day
    ? next.toISOString().slice(0, 10)
    : next
        .toISOString()
        .replace('Z', '')
        .replace(/\.000$/, '');
}

function oneOf(values: readonly unknown[]): Condition {
  return values.length === 1 ? { eq: values[0] } : { in: values };
}

function anyOf(trees: readonly Tree[]): Tree | undefined {
  return trees.length > 1 ? { or: trees } : trees[0];
}

function typedValue(value: unknown, type: string): unknown {
  if (type === 'number') return Number(value);
  if (type === 'boolean') return value === true || value === 'true' || value === 1 || value === '1';
  return String(value);
}
