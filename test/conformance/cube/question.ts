import { Asked, kind } from './asked.js';
import { columnsOf, DEFAULT_LIMIT, orderOf, type Question } from './selected.js';
import type { Column } from './columns.js';
import { bucketEnd } from './buckets.js';
import { after, type Tree } from './conditions.js';
import { cubeSource, type SourceContext } from './cubeSource.js';
import { Datasets } from './datasets.js';
import { NotLocal } from './expressions.js';
import { severalFacts } from './facts.js';
import { TimeLevels } from './timeLevels.js';
import { Filters, type Repeated } from './filters.js';
import { joinTree, type JoinTree } from './joinTree.js';
import { args, Word } from './literal.js';
import { Measures, type AskedMeasure } from './measures.js';
import type { TimeShift } from './model.js';
import { joinedPlace, measureOnItsOwn, plainPlace, type AskedPlace } from './places.js';
import { leaves, type Filter, type Query } from './query.js';
import { References, type MeasureRef, type Where } from './references.js';

export interface Options {
  /** A measure of another time and one of this are shown together only where both have rows. */
  readonly innerShifts: boolean;
}

export function translate(context: SourceContext, query: Query, options: Options): Question {
  const { references, rest } = switched(context, query);
  const asked = new Asked(references, { ...query, filters: rest });
  const tree = joinTree(context.model, asked.paths());
  if (tree === undefined) return severalFacts(new Datasets(context, references), asked);
  if (!asked.needsJoinedRows(tree)) {
    try {
      return build(new Datasets(context, references), asked, { tree, options, joined: false });
    } catch (error) {
      if (!(error instanceof NotLocal)) throw error;
    }
  }
  return build(new Datasets(context, references), asked, { tree, options, joined: true });
}

/** Filters that set a switch choose members; the others stay. */
function switched(
  context: SourceContext,
  { filters }: Query,
): { references: References; rest: readonly Filter[] } {
  const plain = new References(context.model);
  const switches = new Map<string, string>();
  const rest = filters.filter((filter) => {
    if (!('member' in filter) || filter.operator !== 'equals' || filter.values.length !== 1) return true;
    const found = plain.find(filter.member);
    if (found.kind !== 'dimension' || found.dimension.type !== 'switch') return true;
    switches.set(`${found.view?.name ?? found.cube.name}.${found.dimension.name}`, String(filter.values[0]));
    return false;
  });
  return { references: new References(context.model, switches), rest };
}

function build(
  datasets: Datasets,
  asked: Asked,
  { tree, options, joined }: { tree: JoinTree; options: Options; joined: boolean },
): Question {
  datasets.ofMeasure = (ref) => measureOnItsOwn(datasets, ref);
  const place = joined ? joinedPlace(datasets, tree) : plainPlace(datasets, tree);
  const { query, references } = asked;
  const levels = new TimeLevels(asked, place);
  const measures = new Measures(references, place, {
    shifts: (shift, where) => applies(asked, shift, where),
    level: (name, where) => levels.of(name, where),
  });
  const windowless = asked.times.length === 0 || query.ungrouped;
  const asking = (ref: MeasureRef): AskedMeasure =>
    windowless
      ? {
          name: ref.measure.rolling === undefined ? measures.name(ref) : measures.withoutWindow(ref),
          runningTotal: false,
        }
      : measures.ask(ref);
  const filters = new Filters(references, place, (ref) => asking(ref).name);
  const columns = columnsOf(asked, place, asking);
  const { time, rest } = timeRange(asked, place);
  const where = filters.where([...query.filters, ...rest], repeatedFilters(datasets.context, asked));
  const segments = [
    ...query.segments.map((name) => {
      const found = kind(references.find(name), 'segment');
      return place.segment(
        found.name,
        found,
        found.sql.replace(/\s+and\s+\{FILTER_PARAMS[^}]*\}\)\}|\s+and\s+\{FILTER_PARAMS.*$/i, ''),
      );
    }),
    ...filters.segments,
  ];
  const having = [
    ...filters.having(query.filters),
    ...(options.innerShifts ? bothSides(asked, columns) : []),
  ];
  const dated = asked.times.some(
    ({ granularity, dateRange }) => granularity !== undefined && dateRange !== undefined,
  );
  const running = asked.measures.some(({ ref }) => asking(ref).runningTotal);
  const view = query.ungrouped && asked.measures.length === 0 ? 'records' : 'rows';
  const scope = args({
    time,
    timezone: query.timezone,
    where,
    segments: segments.length === 0 ? undefined : segments.map((name) => new Word(name)),
  });
  const page = args({
    ...(running && dated && asked.dimensions.length === 0 ? { fill: true } : {}),
    ...(view === 'rows' && having.length > 0 ? { having: and(having) } : {}),
    orderBy: orderOf(query, columns, view),
    limit: query.limit ?? DEFAULT_LIMIT,
    ...(query.offset === undefined ? {} : { offset: query.offset }),
  });
  const rolling = asked.measures.some(
    ({ ref }) =>
      !windowless &&
      [ref, ...asked.leavesOf(ref)].some(
        ({ measure }) => measure.rolling !== undefined || measure.type === 'running_total',
      ),
  );
  const spine = rolling && dated && asked.dimensions.length > 0;
  const ungrouped = columns.filter(({ kind: is }) => is !== 'dimension');
  const views = [
    `${view}${page} { ${[...columns.map(({ text }) => text), ...levels.fields].join(' ')} }`,
    ...(spine
      ? [`spine: rows(limit: ${DEFAULT_LIMIT}) { ${ungrouped.map(({ text }) => text).join(' ')} }`]
      : []),
    ...(query.total ? [`all: ${view}(limit: 100000) { ${columns.map(({ text }) => text).join(' ')} }`] : []),
  ];
  return {
    files: datasets.files(),
    document: `{ scope: ${place.draft.name}${scope} { ${views.join(' ')} } }`,
    columns,
    view,
    spine,
    joined,
  };
}

/** The range of the first time dimension of the dataset itself; ranges of others are filters. */
function timeRange(asked: Asked, place: AskedPlace): { time: unknown; rest: readonly Filter[] } {
  const main = asked.times.find(({ ref }) => place.field(ref).steps.length === 0);
  if (main !== undefined) place.draft.time = place.field(main.ref).name;
  const range = main?.dateRange;
  const rest = asked.times
    .filter((time) => time !== main && time.dateRange !== undefined)
    .filter(({ member, dateRange }) => member !== main?.member || dateRange?.join() !== range?.join())
    .map(({ member, dateRange }): Filter => ({
      member,
      operator: 'inDateRange',
      values: [...(dateRange ?? [])],
    }));
  return {
    time:
      range === undefined ? undefined : { range: { from: range[0], to: rangeEnd(asked, main, range[1]) } },
    rest,
  };
}

/** Windows around the ends of buckets look at whole buckets, also where the range ends within one. */
function rangeEnd(asked: Asked, time: Asked['times'][number] | undefined, last: string): string {
  const ends = [after(last)];
  const windows = asked.measures.every(({ ref: { measure } }) => measure.rolling?.offset === 'end');
  if (windows && time?.granularity !== undefined && last.length === 10) {
    const own = time.ref.dimension.granularities.get(time.granularity);
    ends.push(bucketEnd(last, time.granularity, own) ?? after(last));
  }
  return ends.sort().at(-1) ?? after(last);
}

/** The filters of a question once more, over the expressions that the cube's own SELECT restricts by them. */
function repeatedFilters(context: SourceContext, asked: Asked): readonly Repeated[] {
  const cubes = new Set(asked.paths().map((path) => path.at(-1) ?? ''));
  const all: readonly Filter[] = [
    ...asked.query.filters,
    ...asked.times.flatMap(({ member, dateRange }) => dateRange === undefined ? [] : [{ member, operator: 'inDateRange', values: [...dateRange] }]), // prettier-ignore
  ];
  return [...cubes].flatMap((name) => {
    const cube = context.model.cubes.get(name);
    if (cube === undefined) return [];
    return cubeSource(context, cube).pushed.flatMap((columns) => {
      const within = (filter: Filter): readonly Filter[] => {
        if (leaves(filter).length === 0) return [];
        if (leaves(filter).every(({ member }) => columns.has(member))) return [filter];
        return 'and' in filter ? filter.and.flatMap(within) : [];
      };
      const filters = all.flatMap(within);
      return filters.length === 0 ? [] : [{ filters, columns }];
    });
  });
}

function and(trees: readonly (Tree | undefined)[]): Tree | undefined {
  const known = trees.filter((tree) => tree !== undefined);
  return known.length > 1 ? { and: known } : known[0];
}

/** Every measure has a value: what is left of an inner join of times. */
function bothSides(asked: Asked, columns: readonly Column[]): readonly Tree[] {
  const shifted = (ref: MeasureRef): boolean =>
    ref.measure.timeShifts.length > 0 ||
    [...(ref.measure.sql ?? '').matchAll(/\{([^{}]+)\}/g)].some(([, reference = '']) => {
      const target = asked.references.target(reference, ref);
      return target.kind === 'measure' && shifted(target);
    });
  if (!asked.measures.some(({ ref }) => shifted(ref))) return [];
  return columns
    .filter(({ kind: is }) => is === 'measure')
    .map(({ key }) => ({ alias: { name: key, isNull: false } }));
}

function applies(asked: Asked, { timeDimension }: TimeShift, where: Where): boolean {
  if (timeDimension === undefined) return asked.times.length > 0;
  const target = asked.references.target(timeDimension, where);
  return asked.times.some(
    ({ ref }) => target.kind === 'dimension' && target.dimension.name === ref.dimension.name,
  );
}
