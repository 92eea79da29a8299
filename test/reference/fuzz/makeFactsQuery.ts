import { CALCULATIONS, DATE_PARTS, GRAINS, NAMED_PERIODS, type MetricQuery, type Selection } from '../../../src/metrics/query/metricQuery.js'; // prettier-ignore
import type { Views } from '../catalogView.js';
import type { Random } from './random.js';

/** What dimensions of several datasets may be called together, by type. */
export const SHARED = { string: 'place', integer: 'figure', boolean: 'truth' } as const;

/** A question over several datasets; undefined where there is none. */
export function makeFactsQuery(views: Views, random: Random): MetricQuery | undefined {
  const facts = random.some(
    [...views.values()].filter(({ numbers }) => numbers.size > 0),
    random.int(1, 3),
  );
  if (facts.length === 0) return undefined;
  const date: Selection[] = random.chance(0.6) ? [random.chance(0.8) ? { field: 'date', grain: random.pick(GRAINS.slice(4)) } : { field: 'date', part: random.pick(DATE_PARTS.slice(2)) }] : []; // prettier-ignore
  const shared = Object.values(SHARED).filter((name) => facts.every(({ spec }) => Object.values(spec.dimensions ?? {}).some(({ conforms }) => conforms === name))); // prettier-ignore
  const dimensions = random.some(shared, random.pick([0, 1, 1, 2])).map((field): Selection => ({ field }));
  const numbers = facts.flatMap(({ name, numbers: own }) =>
    Array.from({ length: random.int(1, 2) }, (_, index): Selection => ({
      field: `${name}.${random.pick([...own.keys()])}`,
      as: `${name}${index}`,
      ...(random.chance(0.4) ? otherRows(random) : {}),
    })),
  );
  const view = date.length + dimensions.length === 0 && random.chance(0.5) ? 'totals' : 'rows';
  const where = shared.length > 0 && random.chance(0.3) ? { where: condition(random, random.pick(shared)) } : {}; // prettier-ignore
  return {
    dataset: 'metrics',
    view,
    timezone: random.pick(['UTC', 'Europe/Berlin', 'America/New_York']),
    select: [...date, ...dimensions, ...numbers],
    ...(random.chance(0.7) ? { time: random.chance(0.3) ? { period: random.pick(NAMED_PERIODS) } : { range: random.pick([{ from: '2024-01-01', to: '2024-04-01' }, { from: '2018-06-01', to: '2025-01-01' }, { from: '2024-02-20', to: '2024-03-12' }]) } } : {}), // prettier-ignore
    ...where,
    ...(view === 'rows' && random.chance(0.2) ? { limit: random.int(1, 5) } : {}),
  };
}

function condition(random: Random, name: string): Record<string, unknown> {
  if (name === SHARED.string) return { [name]: random.pick([{ ne: '' }, { in: ['DE', 'paid', 'northwind', 'a', null] }, { contains: 'a' }]) }; // prettier-ignore
  return { [name]: name === SHARED.boolean ? { eq: random.chance(0.5) } : { lt: random.int(0, 60) } };
}

function otherRows(random: Random): Partial<Selection> {
  const calculate = random.chance(0.5) ? { calculate: random.pick(CALCULATIONS) } : {};
  const unit = random.pick(['DAY', 'WEEK', 'MONTH', 'YEAR'] as const);
  if (random.chance(0.4)) return { ...calculate, shift: random.chance(0.2) ? { previous: true } : { n: random.pick([1, 1, 7, -1]), unit } }; // prettier-ignore
  if (random.chance(0.4)) return { window: { trailing: { n: random.pick([1, 7, 30]), unit } } };
  return random.chance(0.3) ? { toDate: random.pick(GRAINS.slice(5)) } : calculate;
}
