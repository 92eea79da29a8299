import type { DatasetDraft } from './draft.js';
import { condition, formula, NotAFormula, wholeDivision } from './formula.js';
import type { CubeMeasure, TimeShift } from './model.js';
import type { MeasureRef, References, Where } from './references.js';
import { Deliberate, RANK_IN_STAGE, TEXT_OF_NUMBERS } from './skipped.js';
import { readSpan } from './spans.js';

/** Where the measures of a question are declared: how one aggregate, and a dimension, are written there. */
export interface Place {
  readonly draft: DatasetDraft;
  /** A plain aggregate of the rows of the measure's cube. */
  readonly aggregate: (ref: MeasureRef) => string;
  /** The name of a dimension, dotted through relationships. */
  readonly dimension: (name: string, where: Where) => string;
  /** Whether an aggregate is a whole number that the author's database divides as one. */
  readonly isWhole: (ref: MeasureRef) => boolean;
}

/** What a measure is asked as: a member, and arguments of its field. */
export interface AskedMeasure {
  readonly name: string;
  readonly runningTotal: boolean;
}

/** What the time that a question shows means for its measures. */
export interface ShownTime {
  /** Whether a shift applies to it. */
  readonly shifts: (shift: TimeShift, where: Where) => boolean;
  /** What a level means by a time at a grain: other names, none where no time is shown; undefined where it means the dimension itself. */
  readonly level: (name: string, where: Where) => readonly string[] | undefined;
}

/** No time is shown. */
export const TIMELESS: ShownTime = { shifts: () => false, level: () => undefined };

/** Turns measures of cubes into measures and metrics of one dataset. */
export class Measures {
  constructor(
    private readonly references: References,
    private readonly place: Place,
    private readonly time: ShownTime,
  ) {}

  ask(ref: MeasureRef): AskedMeasure {
    return { name: this.name(ref), runningTotal: this.#running(ref) };
  }

  /** The member that gives the measure; of a running total what is added up. */
  name(ref: MeasureRef): string {
    const { measure } = ref;
    if (measure.multiStage || measure.timeShifts.length > 0 || measure.type === 'rank')
      return this.#staged(ref);
    const base = this.#base(ref);
    return measure.rolling === undefined ? base : this.#rolling(ref, base);
  }

  /** Without its window: what a sub-query or a single row shows of it. */
  withoutWindow(ref: MeasureRef): string {
    return this.#base(ref);
  }

  #running(ref: MeasureRef): boolean {
    if (ref.measure.type === 'running_total') return true;
    if (ref.measure.type !== 'number') return false;
    return this.#parts(ref).some((part) => this.#running(part));
  }

  /** A place among groups is somewhere in it. */
  #ranks(ref: MeasureRef): boolean {
    return ref.measure.type === 'rank' || this.#parts(ref).some((part) => this.#ranks(part));
  }

  #parts({ measure, ...where }: MeasureRef): readonly MeasureRef[] {
    return this.#referencesIn([measure.sql ?? '', ...measure.filters].join(' '), where);
  }

  #referencesIn(sql: string, where: Where): readonly MeasureRef[] {
    return [...sql.matchAll(/\{([^{}]+)\}/g)].flatMap(([, reference = '']) => {
      const target = this.references.target(reference, where);
      return target.kind === 'measure' ? [target] : [];
    });
  }

  #base(ref: MeasureRef): string {
    if (ref.measure.type === 'string' && !isAggregate(ref.measure.sql)) throw new Deliberate(TEXT_OF_NUMBERS);
    if (ref.measure.choice !== undefined) return this.#chosen(ref);
    return COMPUTED.includes(ref.measure.type) && !isAggregate(ref.measure.sql)
      ? this.#derived(ref)
      : this.place.aggregate(ref);
  }

  #chosen({ measure, ...where }: MeasureRef): string {
    const text = measure.choice === undefined ? undefined : this.references.chosen(measure.choice, where);
    if (text === undefined) throw new NotAFormula(`Nothing says which of the choices "${measure.name}" is.`);
    return this.#metric({ measure, ...where, kind: 'measure' }, { derived: this.#formula(text, where) });
  }

  #derived(ref: MeasureRef): string {
    return this.#metric(ref, { derived: this.#formula(ref.measure.sql ?? '', ref) });
  }

  #formula(sql: string, where: Where): string {
    const text = formula(this.references, sql, { where, name: (ref) => this.name(ref) });
    const parts = this.#referencesIn(sql, where);
    return parts.length > 0 && parts.every((part) => this.#isWhole(part)) ? wholeDivision(text) : text;
  }

  #isWhole(ref: MeasureRef): boolean {
    const { measure } = ref;
    if (COMPUTED.includes(measure.type) && !isAggregate(measure.sql))
      return !/\d\.\d/.test(measure.sql ?? '') && this.#parts(ref).every((part) => this.#isWhole(part));
    return measure.multiStage
      ? this.#parts(ref).every((part) => this.#isWhole(part))
      : this.place.isWhole(ref);
  }

  #condition(sql: string, where: Where): string {
    return condition(this.references, sql, { where, name: (ref) => this.name(ref) });
  }

  #metric(ref: MeasureRef, spec: Readonly<Record<string, unknown>>, suffix = ''): string {
    const { measure } = ref;
    const key = `${keyOf(ref)}${suffix}`;
    return this.place.draft.member('metrics', { key, wanted: `${measure.name}${suffix}` }, () => spec);
  }

  #rolling(ref: MeasureRef, of: string): string {
    const { rolling, type } = ref.measure;
    if (rolling === undefined) return of;
    // Exact distinct counts are counted over each window's own rows, everything else is added up from parts: of no parts there is nothing.
    const fill = type === 'count_distinct' ? 'zero' : 'null';
    if (rolling.toDate !== undefined)
      return this.#metric(ref, { cumulative: { of, toDate: rolling.toDate.toUpperCase() }, fill, spine: true }, 'Rolling'); // prettier-ignore
    const side = (text: string | undefined): unknown =>
      text === undefined ? undefined : text === 'unbounded' ? 'all' : readSpan(text);
    const window = {
      ...(rolling.trailing === undefined ? {} : { trailing: side(rolling.trailing) }),
      ...(rolling.leading === undefined ? {} : { leading: side(rolling.leading) }),
      anchor: rolling.offset === 'start' ? 'START' : 'END',
    };
    return this.#metric(ref, { cumulative: { of, window }, fill, spine: true }, 'Rolling');
  }

  #staged(ref: MeasureRef): string {
    const { measure } = ref;
    const where: Where = ref;
    if (measure.type === 'rank') return this.#rank(ref);
    const inner = measure.choice === undefined ? this.#formula(measure.sql ?? '', where) : this.#chosen(ref);
    const kept = measure.filters.map((filter) => this.#condition(filter, where));
    const derived = kept.length === 0 ? inner : `if(${kept.join(' and ')}, ${inner})`;
    let of = this.#metric(ref, { derived }, 'Inner');
    measure.timeShifts.forEach((shift, index) => {
      const span = readSpan(shift.interval);
      if (span === undefined || !shift.prior)
        throw new NotAFormula(`A shift by "${shift.interval}" to later.`);
      if (this.time.shifts(shift, where))
        of = this.#metric(ref, { shift: { of, ...span } }, `Shifted${index === 0 ? '' : index}`);
    });
    const names = (list: readonly string[]): readonly string[] =>
      list.flatMap((name) => this.time.level(name, where) ?? this.place.dimension(name, where));
    if (measure.groupBy !== undefined)
      of = this.#metric(ref, { level: { of, keep: names(measure.groupBy) } }, 'Level');
    if (measure.reduceBy !== undefined) of = this.#metric(ref, { level: { of, drop: names(measure.reduceBy) } }, 'Level'); // prettier-ignore
    if (measure.addGroupBy !== undefined) {
      if (this.#ranks(ref)) throw new Deliberate(RANK_IN_STAGE);
      const agg = measure.type === 'number' ? 'sum' : measure.type;
      return this.place.draft.member('measures', { key: `${keyOf(ref)} stage`, wanted: `${measure.name}Stage` }, () => ({ agg, of, per: names(measure.addGroupBy ?? []) })); // prettier-ignore
    }
    return of;
  }

  /** What groups are ranked by; a time as the number of its seconds. */
  #ordered(sql: string, where: Where): string {
    const target = this.references.whole(sql, where);
    if (target?.kind !== 'dimension') return this.#formula(sql, where);
    const measure: CubeMeasure = { ...NO_MEASURE, name: `first_${target.dimension.name}`, type: 'min' };
    const seconds = target.dimension.type === 'time' ? `toUnixTimestamp(${sql})` : sql;
    return this.place.aggregate({ ...target, kind: 'measure', measure: { ...measure, sql: seconds } });
  }

  #rank(ref: MeasureRef): string {
    const { measure } = ref;
    const [order] = measure.orderBy;
    const by = (measure.reduceBy ?? []).map((name) => this.place.dimension(name, ref));
    if (order === undefined || measure.orderBy.length > 1)
      throw new NotAFormula(`"${measure.name}" ranks by other than one measure.`);
    const of = this.#ordered(order.sql, ref);
    // A group without a value comes last.
    const first = order.dir === 'asc' ? `0 - (${of})` : of;
    const ranked = this.#metric(ref, { derived: `coalesce(${first}, 0 - ${LAST})` }, 'Ranked');
    return this.#metric(ref, { rank: { of: ranked, ...(by.length === 0 ? {} : { by }) } }, 'Rank');
  }
}

/** Larger than any number that is ranked. */
const LAST = '9007199254740991';

/** Types of measures that are not one aggregate, but say what is computed. */
const COMPUTED: readonly string[] = ['number', 'string', 'time', 'boolean'];

const NO_MEASURE: CubeMeasure = {
  name: '',
  type: 'number',
  sql: undefined,
  filters: [],
  rolling: undefined,
  multiStage: false,
  timeShifts: [],
  groupBy: undefined,
  reduceBy: undefined,
  addGroupBy: undefined,
  orderBy: [],
  choice: undefined,
};

export function keyOf({ path, cube, view, measure }: MeasureRef): string {
  return `${path.join('.')} ${view?.name ?? cube.name}.${measure.name}`;
}

/** `count(*)` as a number: an aggregate in all but its type. */
function isAggregate(sql: string | undefined): boolean {
  return /^\s*(count|sum|avg|min|max)\s*\([^(){}]*\)\s*$/i.test(sql ?? '');
}

/** The aggregate function of a measure, and the expression it is of. */
export function aggregateOf(measure: CubeMeasure): {
  readonly agg: string;
  readonly sql: string | undefined;
} {
  const call = /^\s*(\w+)\s*\(([^(){}]*)\)\s*$/.exec(measure.sql ?? '');
  if (COMPUTED.includes(measure.type) && call !== null) {
    const argument = (call[2] ?? '').trim();
    return {
      agg: (call[1] ?? '').toLowerCase(),
      sql: argument === '*' || argument === '' ? undefined : argument,
    };
  }
  const agg = { running_total: 'sum', count_distinct: 'uniqExact', count_distinct_approx: 'uniq' }[
    measure.type
  ];
  return { agg: agg ?? measure.type, sql: measure.sql };
}
