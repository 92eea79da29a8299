import type { DatasetSpec, MetricQuery, Where } from '../../../src/metrics/index.js';
import { membersOf, type Kind, type Sight } from './sight.js';

/** A place in a question where a name stands, and whether the role may put it there. */
export interface MatrixCase {
  readonly surface: string;
  /** What is tried, `dataset.member`, perhaps with a choice or a grain. */
  readonly field: string;
  readonly query: MetricQuery;
  readonly allowed: boolean;
  /** It is seen, as a mask, and may not stand here. */
  readonly masked?: boolean;
  /** It is seen, and the view would show single rows or follow single people, which the role may not see. */
  readonly withheld?: boolean;
}

type Asked = readonly [surface: string, query: Omit<MetricQuery, 'dataset'>];
interface Facts {
  readonly spec: DatasetSpec;
  readonly sight: Sight;
  /** A dimension, a number, a text that the role sees, to stand beside what is tried. */
  readonly dimension: string | undefined;
  readonly number: string | undefined;
  readonly text: string | undefined;
  /** Whether views over time can be asked at all. */
  readonly timed: boolean;
  /** A dimension that is seen of each dataset. */
  readonly standing: ReadonlyMap<string, string | undefined>;
}

const TIME = { range: { from: '2030-03-01', to: '2030-03-06' } } as const;
const THERE = { isNull: false } as const;
const WINDOW = { n: 1, unit: 'DAY' } as const;

/** Every name of every dataset, in every place for names of its kind. */
export function* matrixOf(specs: readonly DatasetSpec[], sight: Sight): Generator<MatrixCase> {
  const standing = new Map(specs.map((spec) => [spec.dataset, factsOf(spec, sight).dimension]));
  for (const spec of specs) {
    const facts = { ...factsOf(spec, sight), standing };
    for (const { kind, name } of membersOf(spec)) {
      const visible = sight.sees(spec.dataset, name);
      const mask = sight.maskOf(spec.dataset, name);
      for (const [surface, query] of placesOf(facts, kind, name)) {
        if (mask !== undefined && OF_A_TIME.has(surface)) continue;
        const single = ['records', 'funnel', 'retention', 'lifecycle'].includes(query.view);
        yield {
          surface: `${kind}: ${surface}`,
          field: `${spec.dataset}.${name}`,
          query: { ...query, dataset: spec.dataset },
          withheld: single && !sight.singleRows(spec.dataset),
          ...may(
            visible,
            mask !== undefined &&
              !SHOWN.has(surface) &&
              !(mask === 'hash' && surface.startsWith('entity of')),
          ),
        };
      }
      if (kind === 'dimension') yield* variantsOf(facts, name);
      if (kind === 'measure' || kind === 'metric') yield* besideOthers(facts, name);
      if (kind !== 'relationship') yield* fromAfar(specs, facts, { kind, name });
    }
  }
}

function may(visible: boolean, masked: boolean): Pick<MatrixCase, 'allowed' | 'masked'> {
  return { allowed: visible && !masked, masked: visible && masked };
}

/** Where a masked dimension may stand: what shows it, and orders by what is shown. */
const SHOWN = new Set([
  'rows',
  'records',
  'nested rows',
  'rows around',
  'order',
  'order by alias',
  'group of a funnel',
  'group of a retention',
  'row count',
]);

/** Whether a mask of a time still is one depends on the mask. */
const OF_A_TIME = new Set(['rows by month', 'rows by part']);

function factsOf(spec: DatasetSpec, sight: Sight): Omit<Facts, 'standing'> {
  const seen = membersOf(spec).filter(({ name }) => sight.sees(spec.dataset, name));
  const plain = seen.filter(({ name }) => !sight.isMasked(spec.dataset, name));
  const dimensions = plain.filter(({ kind }) => kind === 'dimension');
  const isText = ({ name }: { readonly name: string }) => spec.dimensions?.[name]?.type === 'string';
  return {
    spec,
    sight,
    dimension: dimensions[0]?.name,
    number: plain.find(({ kind, name }) => kind === 'measure' && spec.measures?.[name]?.agg === 'count')
      ?.name,
    text: dimensions.find(isText)?.name,
    timed: spec.time !== undefined && sight.sees(spec.dataset, spec.time),
  };
}

function placesOf(facts: Facts, kind: Kind, name: string): readonly Asked[] {
  switch (kind) {
    case 'dimension':
      return dimensionPlaces(facts, name);
    case 'measure':
    case 'metric':
      return numberPlaces(facts, name);
    case 'segment':
      return segmentPlaces(facts, name);
    case 'relationship':
      return relationshipPlaces(facts, name);
    case 'preset': {
      const metric = facts.spec.metrics?.[name];
      if (!facts.timed) return [];
      return metric?.funnel === undefined
        ? [['name', { view: 'retention', time: TIME, retention: { name } }]]
        : [['name', { view: 'funnel', time: TIME, funnel: { name } }]];
    }
  }
}

function dimensionPlaces({ spec, number, dimension, text, timed }: Facts, name: string): readonly Asked[] {
  const type = spec.dimensions?.[name]?.type;
  const rows = { view: 'rows', select: [{ field: name }] } as const;
  const where: Where = { [name]: THERE };
  const places: Asked[] = [
    ['rows', rows],
    ['records', { view: 'records', select: [{ field: name }] }],
    ['values', { view: 'values', of: name }],
    ['row count', { view: 'rowCount', by: [name] }],
    ['order', { ...rows, orderBy: [{ [name]: 'ASC' }] }],
    ['order by alias', { view: 'rows', select: [{ field: name, as: 'shown' }], orderBy: [{ alias: { name: 'shown', direction: 'DESC' } }] }],
  ]; // prettier-ignore
  if (type === 'string') places.push(['search', { view: 'values', of: name, search: 'a' }]);
  if (dimension !== undefined) {
    const beside = { view: 'rows', select: [{ field: dimension, as: 'beside' }] } as const;
    places.push(
      ['where', { ...beside, where }],
      ['where not', { ...beside, where: { not: { or: [where, where] } } }],
      ['where of records', { view: 'records', select: [{ field: dimension, as: 'beside' }], where }],
      ['where of values', { view: 'values', of: dimension, where }],
      ['having by alias', { view: 'rows', select: [{ field: name, as: 'shown' }], having: { alias: { name: 'shown', isNull: false } } }],
      ['nested rows', { view: 'rows', select: [{ field: name, as: 'inner' }], limit: 2, parent: { select: [{ field: dimension, as: 'outer' }], limit: 2 } }],
      ['rows around', { view: 'rows', select: [{ field: dimension, as: 'inner' }], limit: 2, parent: { select: [{ field: name, as: 'outer' }], limit: 2 } }],
    ); // prettier-ignore
  }
  if (number !== undefined)
    places.push(
      ['where of totals', { view: 'totals', select: [{ field: number }], where }],
      ['filter of a measure', { view: 'totals', select: [{ field: number, where }] }],
    );
  if (type === 'time' || type === 'date') {
    const beside = number ?? dimension;
    places.push(
      ['rows by month', { view: 'rows', select: [{ field: name, grain: 'MONTH' }] }],
      ['rows by part', { view: 'rows', select: [{ field: name, part: 'DAY_OF_WEEK' }] }],
    );
    if (beside !== undefined)
      places.push(['time', { view: 'rows', time: TIME, timeDimension: name, select: [{ field: beside }] }]);
  }
  if (timed && text !== undefined) {
    const steps = [{ name: 'one' }, { name: 'two' }] as const;
    const funnel = { entity: text, steps, window: WINDOW };
    const retention = { entity: text, grain: 'DAY', periods: 2 } as const;
    places.push(
      ['step of a funnel', { view: 'funnel', funnel: { ...funnel, steps: [{ name: 'one', where }, { name: 'two' }] } }],
      ['group of a funnel', { view: 'funnel', funnel: { ...funnel, by: [{ field: name, as: 'group.by' }] } }],
      ['cohort of a retention', { view: 'retention', time: TIME, retention: { ...retention, cohortEvent: { where } } }],
      ['group of a retention', { view: 'retention', time: TIME, retention: { ...retention, by: [{ field: name, as: 'group.by' }] } }],
      ['where of a lifecycle', { view: 'lifecycle', time: TIME, where, lifecycle: { entity: text, grain: 'DAY' } }],
    ); // prettier-ignore
    if (type === 'string')
      places.push(
        ['entity of a funnel', { view: 'funnel', funnel: { ...funnel, entity: name } }],
        ['entity of a retention', { view: 'retention', time: TIME, retention: { ...retention, entity: name } }],
        ['entity of a lifecycle', { view: 'lifecycle', time: TIME, lifecycle: { entity: name, grain: 'DAY' } }],
      ); // prettier-ignore
  }
  return places;
}

function numberPlaces({ dimension, spec, timed }: Facts, name: string): readonly Asked[] {
  const number = { field: name, as: 'number' };
  const where: Where | undefined = dimension === undefined ? undefined : { [dimension]: THERE };
  const places: Asked[] = [['totals', { view: 'totals', select: [number] }]];
  if (dimension !== undefined) {
    const beside = { field: dimension, as: 'beside' };
    places.push(
      ['rows', { view: 'rows', select: [beside, number] }],
      ['having', { view: 'rows', select: [beside], having: { [name]: THERE } }],
      ['having not', { view: 'rows', select: [beside], having: { not: { and: [{ [name]: THERE }] } } }],
      ['having by alias', { view: 'rows', select: [beside, number], having: { alias: { name: 'number', isNull: false } } }],
      ['order', { view: 'rows', select: [beside], orderBy: [{ [name]: 'DESC' }] }],
      ['order by alias', { view: 'rows', select: [beside, number], orderBy: [{ alias: { name: 'number', direction: 'ASC' } }] }],
      ['share', { view: 'rows', select: [beside, { ...number, calculate: 'SHARE' }] }],
      ['rank', { view: 'rows', select: [beside, { ...number, calculate: 'RANK' }] }],
      ['filtered', { view: 'totals', select: [{ ...number, where }] }],
      ['what is left', { view: 'rows', select: [beside, number], limit: 1, other: true }],
      ['nested rows', { view: 'rows', select: [number], parent: { select: [beside], limit: 2 } }],
      ['order of rows around', { view: 'rows', select: [{ field: dimension, as: 'inner' }], parent: { select: [beside], orderBy: [{ [name]: 'DESC' }], limit: 2 } }],
    ); // prettier-ignore
  }
  if (timed && spec.time !== undefined) {
    const days = { field: spec.time, grain: 'DAY', as: 'day' };
    places.push(
      ['shifted', { view: 'totals', time: TIME, select: [{ ...number, shift: { n: 1, unit: 'DAY' } }] }],
      ['window', { view: 'rows', time: TIME, select: [days, { ...number, window: { trailing: { n: 2, unit: 'DAY' } } }] }],
      ['to date', { view: 'totals', time: TIME, select: [{ ...number, toDate: 'MONTH' }] }],
      ['filled', { view: 'rows', time: TIME, fill: true, select: [days, number] }],
    ); // prettier-ignore
  }
  return places;
}

function segmentPlaces({ dimension, number, text, timed }: Facts, name: string): readonly Asked[] {
  const segments = [name];
  const places: Asked[] = [];
  if (dimension !== undefined)
    places.push(['scope', { view: 'rows', select: [{ field: dimension }], segments }]);
  if (number !== undefined)
    places.push(['filter of a measure', { view: 'totals', select: [{ field: number, segments }] }]);
  if (text !== undefined && timed)
    places.push(['step of a funnel', { view: 'funnel', funnel: { entity: text, steps: [{ name: 'one', segments }, { name: 'two' }], window: WINDOW } }]); // prettier-ignore
  return places;
}

function relationshipPlaces({ spec, standing, dimension }: Facts, name: string): readonly Asked[] {
  const { to = '', cardinality = '' } = spec.relationships?.[name] ?? {};
  const theirs = standing.get(to);
  if (theirs === undefined || dimension === undefined) return [];
  const field = `${name}.${theirs}`;
  const beside = { view: 'rows', select: [{ field: dimension }] } as const;
  const places: Asked[] = [['where', { ...beside, where: { [name]: { [theirs]: THERE } } }]];
  if (cardinality.endsWith('to-one'))
    places.push(
      ['rows', { view: 'rows', select: [{ field }] }],
      ['values', { view: 'values', of: field }],
      ['row count', { view: 'rowCount', by: [field] }],
      ['order', { view: 'rows', select: [{ field }], orderBy: [{ [name]: { [theirs]: 'ASC' } }] }],
    );
  return places;
}

/** Choices of a dimension, and its own grains. */
function* variantsOf({ spec, sight }: Facts, name: string): Generator<MatrixCase> {
  const { dataset } = spec;
  const { choices = {}, grains = {} } = spec.dimensions?.[name] ?? {};
  for (const choice of Object.keys(choices))
    yield {
      surface: 'choice: rows',
      field: `${dataset}.${name}.${choice}`,
      query: { dataset, view: 'rows', select: [{ field: name, choice }] },
      allowed: sight.seesChoice(dataset, name, choice),
    };
  for (const grain of Object.keys(grains))
    yield {
      surface: 'grain: rows',
      field: `${dataset}.${name}.${grain}`,
      query: { dataset, view: 'rows', select: [{ field: name, grain }] },
      allowed: sight.seesGrain(dataset, name, grain),
    };
}

/** Numbers of one dataset beside those of others; a role has to see two of them, or nothing can be asked together. */
function* besideOthers({ spec, sight }: Facts, name: string): Generator<MatrixCase> {
  const field = `datasets.${spec.dataset}.${name}`;
  yield {
    surface: 'number beside others: totals',
    field,
    query: { dataset: 'metrics', view: 'totals', select: [{ field }] },
    allowed: sight.sees(spec.dataset, name),
  };
}

/** A name as other datasets reach it. */
function* fromAfar(
  specs: readonly DatasetSpec[],
  { sight, spec, standing }: Facts,
  { kind, name }: { readonly kind: Kind; readonly name: string },
): Generator<MatrixCase> {
  for (const other of specs)
    for (const [step, { to, cardinality }] of Object.entries(other.relationships ?? {})) {
      const beside = standing.get(other.dataset);
      if (to !== spec.dataset || beside === undefined) continue;
      const visible = sight.sees(other.dataset, step) && sight.sees(to, name);
      const masked = sight.isMasked(to, name);
      const field = `${step}.${name}`;
      const one = cardinality.endsWith('to-one');
      const query = (more: Partial<MetricQuery>): MetricQuery => ({ dataset: other.dataset, view: 'rows', select: [{ field: beside, as: 'beside' }], ...more }); // prettier-ignore
      const cases: (readonly [string, MetricQuery, boolean])[] = [];
      if (kind === 'dimension')
        cases.push(['where', query({ where: { [step]: { [name]: THERE } } }), masked]);
      if (kind === 'dimension' && one)
        cases.push(
          ['rows', query({ select: [{ field }] }), false],
          ['values', query({ view: 'values', of: field, select: undefined }), masked],
          ['row count', query({ view: 'rowCount', by: [field], select: undefined }), false],
          ['order', query({ select: [{ field }], orderBy: [{ [step]: { [name]: 'ASC' } }] }), false],
        );
      if ((kind === 'measure' || kind === 'metric') && cardinality === 'one-to-many')
        cases.push(
          ['rows', query({ select: [{ field: beside }, { field, as: 'behind' }] }), false],
          ['having', query({ where: { [step]: { having: { [name]: THERE } } } }), false],
        );
      for (const [surface, asked, barred] of cases)
        yield {
          surface: `${kind} behind: ${surface}`,
          field: `${other.dataset}.${field}`,
          query: asked,
          ...may(visible, barred),
        };
    }
}
