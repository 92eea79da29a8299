import {
  isJoinable,
  type Dataset,
  type Dimension,
  type MetricQuery,
  type RoleCatalog,
  type Selection,
  type Where,
} from '../../src/metrics/index.js';
import { behindQuestions } from './behindQuestions.js';
import { journeyQuestions } from './journeyQuestions.js';
import { numberQuestions } from './numberQuestions.js';
import { openOf } from './openOf.js';

/** A question and what to call it when its answer is wrong. */
export interface Question {
  readonly name: string;
  readonly query: MetricQuery;
}

/** A dataset that relationships lead to, with their names. */
interface Reach {
  readonly steps: readonly string[];
  readonly dataset: Dataset;
}

const MOST_HOPS = 3;

/**
 * Every way to ask about a dataset that the role's catalog offers: each view, over its own fields and over those of everything it leads to, filtered
 * where rows are read, behind a join, in a measure and over groups. `brief` leaves out what documents of GraphQL ask.
 */
export function questionsOf(
  catalog: RoleCatalog,
  dataset: Dataset,
  detail: 'full' | 'brief' = 'full',
): readonly Question[] {
  const measures = measureSelections(dataset);
  const reaches = reachesOf(catalog, dataset);
  const own = dimensionSelections({ steps: [], dataset });
  const ask = (name: string, query: Partial<MetricQuery>): Question => ({
    name: `${dataset.name}: ${name}`,
    query: { dataset: dataset.name, view: 'rows', ...query },
  });
  const groups = measures.slice(0, 2).map((measure) => overGroups(ask, { own, measure }));
  const joins = reaches.map((reach) => through(ask, { reach, measures, own }));
  if (detail === 'brief') {
    // What documents with every view and field do not ask.
    return [
      ...filledDays(ask, { dataset, measures }).slice(0, 1),
      ...groups.slice(0, 1).flatMap(([having]) => having ?? []),
      ...joins.flatMap((asked) => [asked[2], asked.at(-1)].filter((question) => question !== undefined)),
    ];
  }
  return [
    ...(measures.length === 0
      ? []
      : [
          ask('totals', { view: 'totals', select: measures }),
          ask('totals of nobody', { view: 'totals', select: measures, ...never(dataset) }),
          ...[...dataset.segments.keys()].map((segment) =>
            ask(`segment ${segment}`, { view: 'totals', select: measures, segments: [segment] }),
          ),
          ...filledDays(ask, { dataset, measures }),
        ]),
    ...groups.flat(),
    ask('rows', { select: [...own, ...measures] }),
    ask('count', { view: 'rowCount', by: own.map(({ field }) => field) }),
    ...[{ steps: [], dataset }, ...reaches].flatMap((reach) => valuesOf(ask, reach)),
    ...joins.flat(),
    ...[
      ...journeyQuestions(dataset, near(reaches)),
      ...numberQuestions(dataset),
      ...behindQuestions(catalog, dataset),
    ].map(([name, query]) => ask(name, query)),
  ];
}

/** A field of everything one step away. */
function near(reaches: readonly Reach[]) {
  return reaches.flatMap(({ steps, dataset }) => {
    const dimension = openOf(dataset)[0]?.name;
    const [relationship] = steps;
    return steps.length > 1 || dimension === undefined || relationship === undefined
      ? []
      : [{ relationship, dimension }];
  });
}

type Ask = (name: string, query: Partial<MetricQuery>) => Question;

/** Having and order by a measure that need not be shown. */
function overGroups(
  ask: Ask,
  { own, measure }: { own: readonly Selection[]; measure: Selection },
): readonly Question[] {
  const { field } = measure;
  return [
    ask(`having ${field}`, { select: own, having: { [field]: { isNull: false } } }),
    ask(`without ${field}`, { select: own, having: { not: { [field]: { isNull: false } } } }),
    ask(`best ${field}`, { select: [...own.slice(0, 1), measure], limit: 2 }),
  ];
}

function filledDays(
  ask: Ask,
  { dataset, measures }: { dataset: Dataset; measures: readonly Selection[] },
): readonly Question[] {
  if (dataset.time === undefined) return [];
  const days: Selection = { field: dataset.time, grain: 'DAY', as: 'day0' };
  const time = { range: { from: '2030-02-28', to: '2030-03-06' } };
  return [
    ask('filled days', {
      time,
      fill: true,
      select: [days, ...measures.filter(({ field }) => field !== 'day0')],
    }),
    ask('months', { select: [{ ...days, grain: 'MONTH' }, ...measures], timezone: 'Asia/Kathmandu' }),
  ];
}

/** Filter boxes. */
function valuesOf(ask: Ask, reach: Reach): readonly Question[] {
  const far = reach.steps.length > 1;
  return openOf(reach.dataset)
    .slice(0, far ? 1 : undefined)
    .flatMap((dimension) => {
      const of = [...reach.steps, dimension.name].join('.');
      return [
        ask(`values of ${of}`, { view: 'values', of }),
        ...(dimension.type === 'string' && reach.steps.length === 0
          ? [ask(`search in ${of}`, { view: 'values', of, search: 'a' })]
          : []),
      ];
    });
}

/** What a relationship shows, and what its rows decide: as a join, as a semi-join, in a measure's own filter, and for rows without a partner. */
function through(
  ask: Ask,
  { reach, measures, own }: { reach: Reach; measures: readonly Selection[]; own: readonly Selection[] },
): readonly Question[] {
  const at = reach.steps.join('.');
  const shown = dimensionSelections(reach);
  const [first] = openOf(reach.dataset);
  if (first === undefined) return [];
  const matched = nest(reach.steps, { [first.name]: { isNull: false } });
  const unmatched = nest(reach.steps, { [first.name]: { isNull: true } });
  const counted = measures.slice(0, 3);
  const far = reach.steps.length > 1;
  const filters: readonly (readonly [string, Where])[] = [
    ['matched', matched],
    ['unmatched', unmatched],
    ...(far ? [] : nearFilters(reach, { matched, unmatched })),
  ];
  return [
    ask(`rows by ${at}`, { select: [...shown, ...counted] }),
    ...(far
      ? []
      : [
          ask(`rows and ${at}`, { select: [...own.slice(0, 2), ...shown.slice(0, 2)] }),
          ask(`count by ${at}`, { view: 'rowCount', by: shown.map(({ field }) => field) }),
        ]),
    ...filters.map(([name, where]) =>
      ask(
        `${name} ${at}`,
        counted.length === 0 ? { select: own, where } : { view: 'totals', select: counted, where },
      ),
    ),
    ...counted.slice(0, 1).map((measure) =>
      ask(`measure of matched ${at}`, {
        view: 'totals',
        select: [
          { ...measure, where: matched },
          { ...measure, as: 'rest', where: unmatched },
        ],
      }),
    ),
  ];
}

/** Trees over a join, and texts that rows of other tenants hold, too. */
function nearFilters(
  reach: Reach,
  { matched, unmatched }: { matched: Where; unmatched: Where },
): readonly (readonly [string, Where])[] {
  const trees = [
    ['not unmatched', { not: unmatched }],
    ['either', { or: [matched, unmatched] }],
  ] as const;
  const text = [...reach.dataset.dimensions.values()].find(({ type }) => type === 'string');
  if (text === undefined) return trees;
  return [
    ...trees,
    ['like anybody in', nest(reach.steps, { [text.name]: { contains: 'a' } })],
    ['unlike anybody in', nest(reach.steps, { [text.name]: { notIn: ['nobody'] } })],
  ];
}

function nest(steps: readonly string[], where: Where): Where {
  return steps.reduceRight<Where>((inner, step) => ({ [step]: inner }), where);
}

/** A filter that no row satisfies: aggregates of nothing. */
function never(dataset: Dataset): Partial<MetricQuery> {
  const [first] = [...dataset.dimensions.values()];
  return first === undefined ? {} : { where: { [first.name]: { in: [] } } };
}

function reachesOf(catalog: RoleCatalog, from: Dataset): readonly Reach[] {
  const reaches: Reach[] = [];
  const visit = (at: Reach): void => {
    for (const relationship of at.dataset.relationships.values()) {
      const dataset = catalog.datasets.get(relationship.to);
      // Once around a circle is enough.
      const again = at.steps.includes(relationship.name);
      if (!isJoinable(relationship) || dataset === undefined || again || at.steps.length === MOST_HOPS)
        continue;
      const reach = { steps: [...at.steps, relationship.name], dataset };
      reaches.push(reach);
      visit(reach);
    }
  };
  visit({ steps: [], dataset: from });
  return reaches;
}

function dimensionSelections({ steps, dataset }: Reach): readonly Selection[] {
  return [...dataset.dimensions.values()].map((dimension: Dimension) => ({
    field: [...steps, dimension.name].join('.'),
  }));
}

function measureSelections(dataset: Dataset): readonly Selection[] {
  const metrics = [...dataset.metrics.values()];
  return [...dataset.measures.keys(), ...metrics.map(({ name }) => name)].map((field) => ({ field }));
}
