import type { Dataset, MetricQuery, Selection } from '../../src/metrics/index.js';
import type { Asked } from './behindQuestions.js';

const TIME = { range: { from: '2030-03-02', to: '2030-03-06' } } as const;

/**
 * A number of each kind where a statement reads its rows again: what no shown group has, rows inside that, windows, running totals, other periods,
 * buckets of every grain that the catalog has, empty ones too; and the rows one by one.
 */
export function numberQuestions(dataset: Dataset): Asked {
  const numbers = ofEachKind(dataset);
  const [first, second = first] = dataset.dimensions.keys();
  const dimensions = [...dataset.dimensions.keys()].map((field) => ({ field }));
  if (first === undefined || second === undefined) return [];
  return [
    ['records', { view: 'records', select: dimensions }],
    ['last records', { view: 'records', select: dimensions.slice(0, 2), orderBy: [{ [first]: 'DESC' }], limit: 2, offset: 1 }],
    ...numbers.flatMap((field): Asked => [
      [`${field} and what is left`, { select: [{ field: first }, { field }], limit: 1, other: true }],
      [`${field} inside what is left`, inside({ first, second, field })],
      ...overTime(dataset, field),
    ]),
    // A sum, and of chosen rows: what else there is of them is asked above.
    ...calendars(dataset, numbers.slice(1, 3)),
  ]; // prettier-ignore
}

/** One number for every way of making one. */
function ofEachKind({ measures, metrics }: Dataset): readonly string[] {
  const kinds = new Map<string, string>();
  for (const { name, rows, aggregate } of measures.values()) {
    const plain = ['sum', 'count'].includes(aggregate.name) ? aggregate.name : 'other';
    const kind = rows === undefined ? plain : rows.kind === 'stage' ? `per ${rows.per.join()}` : `${rows.take} per ${rows.per.join()}`; // prettier-ignore
    if (!kinds.has(kind)) kinds.set(kind, name);
  }
  for (const { name, definition } of metrics.values()) {
    const kind = definition.kind === 'cumulative' ? `cumulative ${definition.of}` : definition.kind;
    if (!kinds.has(kind)) kinds.set(kind, name);
  }
  return [...kinds.values()];
}

function inside({
  first,
  second,
  field,
}: Record<'first' | 'second' | 'field', string>): Partial<MetricQuery> {
  const parent = { select: [{ field: first }], limit: 1, other: true };
  return { select: [{ field: second }, { field }], limit: 2, other: true, parent };
}

/** Of whole rows before the range and after it, which a viewer may not see either. */
function overTime({ time }: Dataset, field: string): Asked {
  if (time === undefined) return [];
  const days: Selection = { field: time, grain: 'DAY', as: 'bucket' };
  const number = (more: Partial<Selection>): Selection => ({ field, as: 'number', ...more });
  const span = { n: 2, unit: 'DAY' } as const;
  return [
    [`${field} in windows`, { time: TIME, select: [days, number({ window: { trailing: span } })] }],
    [`${field} of all time`, { time: TIME, fill: true, select: [days, number({ window: { trailing: 'ALL' } })] }],
    [`${field} to date`, { time: TIME, view: 'totals', select: [number({ toDate: 'MONTH' })] }],
    [`running ${field}`, { time: TIME, select: [days, number({ calculate: 'RUNNING_TOTAL' })] }],
    [`change of ${field}`, { time: TIME, select: [days, number({ calculate: 'CHANGE', shift: { n: 1, unit: 'DAY' } })] }],
    [`${field} before`, { time: TIME, view: 'totals', select: [number({ shift: { previous: true } })] }],
  ]; // prettier-ignore
}

/** The grains that the catalog declares on the time; which days make a bucket may be rows of another dataset. */
function calendars({ time, dimensions }: Dataset, numbers: readonly string[]): Asked {
  if (time === undefined) return [];
  return [...(dimensions.get(time)?.grains?.keys() ?? [])].flatMap((grain): Asked => {
    const buckets: Selection = { field: time, grain, as: 'bucket' };
    const days: Selection = { field: time, grain: 'DAY', as: 'day' };
    return numbers.flatMap((field): Asked => [
      [`${grain}: ${field}`, { select: [buckets, { field }] }],
      [`${grain}: every bucket of ${field}`, { time: TIME, fill: true, select: [buckets, { field }] }],
      [`${grain}: ${field} to date`, { time: TIME, select: [days, { field, toDate: grain }] }],
      [`${grain}: ${field} at the start`, { time: TIME, select: [days, { field, shift: { startOf: grain } }] }],
      [`${grain}: ${field} the bucket before`, { time: TIME, select: [buckets, { field, shift: { n: 1, unit: grain } }] }],
      [`${grain}: ${field} the day before`, { time: TIME, select: [buckets, { field, shift: { n: 1, unit: 'DAY' } }] }],
      [`${grain}: running ${field}`, { time: TIME, fill: true, select: [buckets, { field, calculate: 'RUNNING_TOTAL' }] }],
      [`${grain}: ${field} and what is left`, { select: [buckets, { field }], orderBy: [{ alias: { name: 'bucket', direction: 'DESC' } }], limit: 1, other: true }],
    ]); // prettier-ignore
  });
}
