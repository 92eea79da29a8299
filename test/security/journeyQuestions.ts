import type { Dataset, MetricQuery, Where } from '../../src/metrics/index.js';
import { openOf } from './openOf.js';

/** Where a joined field is found. */
interface Near {
  readonly relationship: string;
  readonly dimension: string;
}

/**
 * Funnels, retentions and lifecycles of a dataset: over its own events, and with steps, entities and groups of what it leads to. Rows of others could
 * begin an attempt, lie between two steps, be somebody's first visit, or give a group its name.
 */
export function journeyQuestions(
  dataset: Dataset,
  near: readonly Near[],
): readonly (readonly [name: string, query: Partial<MetricQuery>])[] {
  const [entity] = openOf(dataset).filter(({ type }) => type === 'string');
  if (dataset.time === undefined || entity === undefined) return [];
  const time = { range: { from: '2030-02-28', to: '2030-03-06' } };
  const own = [
    ['funnel', { view: 'funnel', funnel: funnel(entity.name, [{}, {}]) }],
    [
      'strict funnel',
      { view: 'funnel', time, funnel: { ...funnel(entity.name, [{}, {}]), between: 'NOTHING' } },
    ],
    ['retention', { view: 'retention', time, retention: { entity: entity.name, grain: 'DAY', periods: 3 } }],
    ['lifecycle', { view: 'lifecycle', time, lifecycle: { entity: entity.name, grain: 'DAY' } }],
  ] as const satisfies readonly (readonly [string, Partial<MetricQuery>])[];
  const presets = [...(dataset.presets?.values() ?? [])].map(
    ({ kind, name }) => [`preset ${name}`, { view: kind, time, [kind]: { name } }] as const,
  );
  const joined = near.flatMap(({ relationship, dimension }) => {
    const field = `${relationship}.${dimension}`;
    const by = [{ field, as: 'group.by' }];
    const known: Where = { [relationship]: { [dimension]: { isNull: false } } };
    const retention = { entity: entity.name, grain: 'DAY', periods: 2, cohort: 'EVERY' } as const;
    return [
      [`funnel by ${field}`, { view: 'funnel', funnel: { ...funnel(entity.name, [{}, known]), by } }],
      [`funnel of ${field}`, { view: 'funnel', funnel: funnel(field, [known, {}]) }],
      [
        `retention of ${field}`,
        { view: 'retention', retention: { ...retention, returnEvent: { where: known }, by } },
      ],
      [
        `lifecycle of ${field}`,
        { view: 'lifecycle', where: known, lifecycle: { entity: field, grain: 'DAY' } },
      ],
    ] as const satisfies readonly (readonly [string, Partial<MetricQuery>])[];
  });
  return [...own, ...presets, ...joined];
}

function funnel(
  entity: string,
  [first, second]: readonly [Where, Where],
): NonNullable<MetricQuery['funnel']> {
  const steps = [
    { name: 'one', where: first },
    { name: 'two', where: second },
  ];
  return { entity, steps, window: { n: 30, unit: 'DAY' } };
}
