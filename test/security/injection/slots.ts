import type { MetricQuery, Where } from '../../../src/metrics/index.js';

/** A question with one text of a caller in it. */
export type Slot = readonly [name: string, ask: (text: string) => MetricQuery];

const OPERATORS = ['eq', 'ne', 'in', 'notIn', 'startsWith', 'endsWith', 'contains'] as const;
const ORDERED = ['gt', 'gte', 'lt', 'lte', 'between'] as const;
const WINDOW = { n: 1, unit: 'DAY' } as const;

function condition(operator: string, text: string): Where {
  if (operator === 'between') return { between: { from: text, to: text } };
  return { [operator]: operator === 'in' || operator === 'notIn' ? [text, `${text}!`] : text };
}

const AT: readonly (readonly [string, (is: Where) => Where])[] = [
  ['own', (is) => ({ product: is })],
  ['policy', (is) => ({ tenant: is })],
  ['joined', (is) => ({ customer: { name: is } })],
  ['twice joined', (is) => ({ customer: { company: { label: is } } })],
];
const amount = { field: 'amount' };
const orders = { dataset: 'orders', view: 'totals', select: [amount] } as const;

/** Every operator at every place where conditions stand. Those of order say less: what is before a text depends on the text. */
export const VALUE_SLOTS: readonly Slot[] = OPERATORS.flatMap((operator) =>
  AT.flatMap(([at, where]): Slot[] => [
    [`where ${operator} ${at}`, (text) => ({ ...orders, where: where(condition(operator, text)) })],
    [`measure ${operator} ${at}`, (text) => ({ ...orders, select: [{ ...amount, where: where(condition(operator, text)) }] })],
    [`not ${operator} ${at}`, (text) => ({ ...orders, where: { not: { or: [where(condition(operator, text)), { paid: { eq: false } }] } } })],
    [`records ${operator} ${at}`, (text) => ({ dataset: 'orders', view: 'records', select: [{ field: 'id' }], where: where(condition(operator, text)) })],
  ]),
); // prettier-ignore

export const ORDER_SLOTS: readonly Slot[] = ORDERED.map((operator) => [
  `where ${operator}`,
  (text) => ({ ...orders, where: { product: condition(operator, text) } }),
]);

export const OTHER_SLOTS: readonly Slot[] = [
  ['search', (text) => ({ dataset: 'orders', view: 'values', of: 'product', search: text })],
  ['search behind', (text) => ({ dataset: 'orders', view: 'values', of: 'customer.name', search: text })],
  ['rows behind', (text) => ({ dataset: 'buyers', view: 'rows', select: [{ field: 'id' }], where: { moves: { product: { eq: text } } } })],
  ['text of a number', (text) => ({ dataset: 'vaults', view: 'rows', select: [{ field: 'account' }], having: { lastSpan: { contains: text } } })],
  ['key of a number', (text) => ({ dataset: 'orders', view: 'rows', select: [{ field: 'product', as: 'key' }], having: { alias: { name: 'key', startsWith: text } } })],
  ['step', (text) => ({ dataset: 'orders', view: 'funnel', funnel: { entity: 'tenant', steps: [{ name: 'one', where: { product: { contains: text } } }, { name: 'two' }], window: WINDOW } })],
  ['cohort', (text) => ({ dataset: 'orders', view: 'retention', time: { range: { from: '2030-03-01', to: '2030-03-05' } }, retention: { entity: 'tenant', grain: 'DAY', periods: 2, cohortEvent: { where: { product: { eq: text } } } } })],
  ['several datasets', (text) => ({ dataset: 'metrics', view: 'totals', select: [{ field: 'datasets.orders.amount' }], where: { tenant: { eq: text } } })],
]; // prettier-ignore

/** Places for names: a text that is no name of the catalog is refused there, whatever it is. */
export const NAME_SLOTS: readonly Slot[] = [
  ['dataset', (text) => ({ dataset: text, view: 'rows', select: [amount] })],
  ['field', (text) => ({ dataset: 'orders', view: 'rows', select: [{ field: text }] })],
  ['path', (text) => ({ dataset: 'orders', view: 'rows', select: [{ field: `customer.${text}` }] })],
  ['part of a tuple', (text) => ({ dataset: 'notes', view: 'rows', select: [{ field: `note.${text}` }] })],
  ['where', (text) => ({ ...orders, where: { [text]: { eq: 'a' } } })],
  ['operator', (text) => ({ ...orders, where: { product: { [text]: 'a' } } })],
  ['having', (text) => ({ dataset: 'orders', view: 'rows', select: [amount], having: { [text]: { gt: 1 } } })],
  ['order', (text) => ({ dataset: 'orders', view: 'rows', select: [amount], orderBy: [{ [text]: 'ASC' }] })],
  ['direction', (text) => ({ dataset: 'orders', view: 'rows', select: [amount], orderBy: [{ amount: text }] })],
  ['order by key', (text) => ({ dataset: 'orders', view: 'rows', select: [amount], orderBy: [{ alias: { name: text, direction: 'ASC' } }] })],
  ['segment', (text) => ({ ...orders, segments: [text] })],
  ['time dimension', (text) => ({ ...orders, timeDimension: text, time: { period: 'TODAY' } })],
  ['zone', (text) => ({ ...orders, timezone: text })],
  ['from', (text) => ({ ...orders, time: { range: { from: text, to: '2031-01-01' } } })],
  ['to', (text) => ({ ...orders, time: { range: { from: '2029-01-01', to: text } } })],
  ['period', (text) => ({ ...orders, time: { period: text as 'TODAY' } })],
  ['unit', (text) => ({ ...orders, time: { last: { n: 1, unit: text as 'DAY' } } })],
  ['grain', (text) => ({ dataset: 'orders', view: 'rows', select: [{ field: 'placed', grain: text }] })],
  ['part', (text) => ({ dataset: 'orders', view: 'rows', select: [{ field: 'placed', part: text as 'YEAR' }] })],
  ['calculation', (text) => ({ ...orders, select: [{ ...amount, calculate: text as 'RANK' }] })],
  ['shift', (text) => ({ ...orders, select: [{ ...amount, shift: { n: 1, unit: text } }] })],
  ['by', (text) => ({ dataset: 'orders', view: 'rowCount', by: [text] })],
  ['of', (text) => ({ dataset: 'orders', view: 'values', of: text })],
  ['entity', (text) => ({ dataset: 'orders', view: 'funnel', funnel: { entity: text, steps: [{ name: 'a' }, { name: 'b' }], window: WINDOW } })],
  ['preset', (text) => ({ dataset: 'moves', view: 'funnel', funnel: { name: text } })],
  ['number', (text) => ({ ...orders, where: { id: { eq: text } } })],
  ['id', (text) => ({ ...orders, where: { vaultId: { eq: text } } })],
  ['day', (text) => ({ ...orders, where: { day: { eq: text } } })],
  ['instant', (text) => ({ ...orders, where: { placed: { gt: text } } })],
  ['yes or no', (text) => ({ ...orders, where: { paid: { eq: text } } })],
]; // prettier-ignore
