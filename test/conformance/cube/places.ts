import { calendarTime, isCalendar } from './calendars.js';
import { columnType } from './cubeSource.js';
import type { Datasets } from './datasets.js';
import { primaryKeyOf } from './datasets.js';
import { grains, typed } from './dimensions.js';
import { NotLocal } from './expressions.js';
import { JoinedRows } from './joined.js';
import type { JoinTree } from './joinTree.js';
import type { Cube } from './model.js';
import { aggregateOf, keyOf, Measures, TIMELESS, type Place } from './measures.js';
import type { DimensionRef, MeasureRef, Where } from './references.js';
import { stepBetween } from './ways.js';

/** How a dimension is asked: through these relationships, under this name. */
export interface Field {
  readonly steps: readonly string[];
  readonly name: string;
}

/** A place whose dimensions can be asked too, and conditions on its rows be named. */
export interface AskedPlace extends Place {
  readonly field: (ref: DimensionRef) => Field;
  readonly segment: (key: string, where: Where, sql: string) => string;
  /** The column of a cube's SELECT that a filter on a dimension of the cube restricts too. */
  readonly pushed: (ref: DimensionRef, column: string) => Field;
}

/** A measure of a cube on the cube's own dataset: what dimensions over other rows show. */
export function measureOnItsOwn(datasets: Datasets, ref: MeasureRef): string {
  const tree = ownTree(ref.cube);
  const own = { ...ref, path: [ref.cube.name] };
  return new Measures(datasets.references, plainPlace(datasets, tree), TIMELESS).withoutWindow(own);
}

function ownTree(cube: Cube): JoinTree {
  return {
    root: cube.name,
    isOne: () => true,
    joins: () => [],
    place: (path) => {
      if (path.at(-1) !== cube.name) throw new NotLocal(`"${path.join('.')}" is not "${cube.name}".`);
      return [cube.name];
    },
  };
}

/** The root's dataset, the others reached through relationships. Throws NotLocal for what wants joined rows. */
export function plainPlace(datasets: Datasets, tree: JoinTree): AskedPlace {
  const { model } = datasets.context;
  const root = cubeOf(datasets, tree.root);
  const draft = datasets.of(root);
  datasets.anchor(draft, root);
  const field = (ref: DimensionRef): Field => {
    let at = draft;
    const place = tree.place(ref.path);
    if (isCalendar(ref) && place.length === 2)
      return { steps: [], name: calendarTime(datasets, { draft, cube: root }, ref) };
    const steps = place.slice(1).map((to, index) => {
      const step = stepBetween(model, place[index] ?? '', to);
      if (step === undefined) throw new NotLocal(`"${to}" is not joined.`);
      const name = datasets.relationship(at, step);
      at = datasets.of(cubeOf(datasets, to));
      return name;
    });
    return { steps, name: datasets.dimension(at, ref) };
  };
  const expression = (where: Where, sql: string): string => datasets.expression(draft, where, sql);

  const ownAggregate = (ref: MeasureRef): string =>
    draft.member('measures', { key: keyOf(ref), wanted: ref.measure.name }, () => {
      const { agg, sql } = aggregateOf(ref.measure);
      const filters = ref.measure.filters.map((filter) => `(${expression(ref, filter)})`);
      const argument = sql === undefined ? undefined : expression(ref, sql);
      const column = argument === undefined ? undefined : columnType(datasets.context, ref.cube, argument);
      return {
        agg,
        ...(argument === undefined ? {} : { sql: argument }),
        ...(/^(min|max)$/.test(agg) && column?.includes('DateTime') === true ? { type: 'time' } : {}),
        ...(filters.length === 0 ? {} : { filter: filters.join(' AND ') }),
        // The author's parts of a question meet as they are: what one of them lacks is NULL, counts too.
        fill: 'null',
      };
    });

  /** Of rows behind the root's: the number of each row's, and that over the rows. */
  const aggregateBehind = (ref: MeasureRef, place: readonly string[]): string => {
    const step = stepBetween(model, tree.root, place[1] ?? '');
    const over = { count: 'sum', sum: 'sum', min: 'min', max: 'max' }[ref.measure.type];
    if (step === undefined || place.length > 2 || over === undefined || tree.isOne(place))
      throw new NotLocal(`"${ref.measure.name}" is not made of one number per row of "${tree.root}".`);
    const key = `behind ${keyOf(ref)}`;
    const measure = `${datasets.relationship(draft, step)}.${datasets.ofMeasure(ref)}`;
    const name = draft.member('dimensions', { key, wanted: `each${ref.measure.name}` }, () => ({ measure }));
    return draft.member('measures', { key, wanted: ref.measure.name }, () => ({
      agg: over,
      sql: `{${name}}`,
    }));
  };

  return {
    draft,
    field,
    aggregate: (ref) => {
      const place = tree.place(ref.path);
      return place.length === 1 ? ownAggregate(ref) : aggregateBehind(ref, place);
    },
    dimension: dimensionNamed(datasets, field),
    isWhole: (ref) => isWhole(datasets, ref),
    segment: (key, where, sql) => {
      if (tree.place(where.path).length > 1) throw new NotLocal('A segment of another cube.');
      return draft.member('segments', { key, wanted: key }, () => ({ sql: expression(where, sql) }));
    },
    pushed: (ref, column) => {
      const { steps } = field(ref);
      const type = ref.dimension.type;
      return { steps, name: datasets.rawColumn(datasets.of(ref.cube), { column, type }) };
    },
  };
}

/** A dataset of joined rows, whose measures are made of the distinct rows of their cubes. */
export function joinedPlace(datasets: Datasets, tree: JoinTree): AskedPlace {
  const rows = new JoinedRows(datasets, tree);
  const { draft } = rows;
  const field = (ref: DimensionRef): Field => {
    const key = `${ref.path.join('.')} ${ref.view?.name ?? ''} ${ref.dimension.name}`;
    const name = draft.member('dimensions', { key, wanted: ref.dimension.name }, () => ({
      ...typed(ref.dimension.type, rows.dimension(ref), undefined),
      ...grains(ref.dimension),
    }));
    return { steps: [], name };
  };
  const keys = (ref: MeasureRef): readonly DimensionRef[] =>
    primaryKeyOf(ref.cube).map((key) => ({ ...key, path: ref.path }));

  return {
    draft,
    field,
    aggregate: (ref) =>
      draft.member('measures', { key: keyOf(ref), wanted: ref.measure.name }, () => {
        const { agg, sql } = aggregateOf(ref.measure);
        const argument = sql === undefined ? undefined : rows.at(ref, sql);
        const conditions = ref.measure.filters.map((filter) => `(${rows.at(ref, filter)})`);
        const key = rows.primaryKey(ref);
        const filtered = (more: readonly string[]): Readonly<Record<string, unknown>> => {
          const all = [...conditions, ...more];
          return all.length === 0 ? {} : { filter: all.join(' AND ') };
        };
        if (agg === 'count') {
          if (key.length === 0)
            return { agg, ...(argument === undefined ? {} : { sql: argument }), ...filtered([]) };
          return { agg: 'uniqExact', sql: key.length === 1 ? key[0] : key, ...filtered(argument === undefined ? [] : [`(${argument}) IS NOT NULL`]) }; // prettier-ignore
        }
        if ((agg !== 'sum' && agg !== 'avg') || key.length === 0)
          return { agg, ...(argument === undefined ? {} : { sql: argument }), ...filtered([]) };
        const each = draft.member('measures', { key: `each ${keyOf(ref)}`, wanted: `each${ref.measure.name}` }, () => ({ agg: 'any', sql: argument, ...filtered([]) })); // prettier-ignore
        return { agg, of: each, per: keys(ref).map((dimension) => field(dimension).name) };
      }),
    dimension: dimensionNamed(datasets, field),
    isWhole: (ref) => isWhole(datasets, ref),
    segment: (key, where, sql) =>
      draft.member('segments', { key, wanted: key }, () => ({ sql: rows.at(where, sql) })),
    pushed: (ref, column) => ({
      steps: [],
      name: draft.member('dimensions', { key: `pushed ${column}`, wanted: column }, () => ({
        ...typed(ref.dimension.type, rows.at(ref, `{CUBE}.${column}`), undefined),
      })),
    }),
  };
}

/** Counts, and sums of columns of integers: Postgres divides them without a rest. */
function isWhole({ context }: Datasets, { cube, measure }: MeasureRef): boolean {
  if (context.model.database !== 'sc_postgres') return false;
  const { agg, sql } = aggregateOf(measure);
  if (agg === 'count' || agg.startsWith('uniq')) return true;
  const column = sql === undefined ? undefined : columnType(context, cube, sql.replace(/\{\w+\}\./, ''));
  return agg !== 'avg' && (/^\d+$/.test(sql ?? '') || /^(?:Nullable\()?U?Int/.test(column ?? ''));
}

function dimensionNamed(datasets: Datasets, field: (ref: DimensionRef) => Field): Place['dimension'] {
  return (name, where) => {
    const target = datasets.references.target(name, where);
    if (target.kind !== 'dimension') throw new NotLocal(`"${name}" is no dimension.`);
    const { steps, name: own } = field(target);
    return [...steps, own].join('.');
  };
}

function cubeOf(datasets: Datasets, name: string): Cube {
  const cube = datasets.context.model.cubes.get(name);
  if (cube === undefined) throw new NotLocal(`There is no cube "${name}".`);
  return cube;
}
