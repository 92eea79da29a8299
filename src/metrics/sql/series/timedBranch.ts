import { InvariantError } from '../../../errors.js';
import type { Grain } from '../../query/metricQuery.js';
import type { DimensionField, Frame, Series } from '../../resolve/resolvedQuery.js';
import type { SecuredQuery } from '../../policy/securedQuery.js';
import { scan } from '../renderRows.js';
import type { RowSource } from '../rowSource.js';
import { select } from '../select.js';
import { bare, column, identifier, isName, list, nested, sql, type Sql } from '../sql.js';
import type { DimensionColumn } from '../uses.js';
import { finest } from './baseGrain.js';
import { leafKey } from './branches.js';
import type { BranchQuestion } from './branchQuestion.js';
import type { BranchNames, BranchRow, PreparedBranch } from './branchSelect.js';
import { carriedValues } from './carriedValues.js';
import { cutBucket, inRange } from './shownTime.js';
import type { Clock, Range } from './sourceRange.js';
import { shiftTargets, windowTargets, type Targets, type TargetScope } from './targets.js';

/** A branch whose rows are shown at other times than their own. */
export interface TimedScope {
  readonly secured: SecuredQuery;
  readonly series: Series & { readonly time: DimensionField };
  readonly clock: Clock;
  readonly grain: Grain;
  /** Of the shown buckets, then of those that each shift looks at. */
  readonly ranges: readonly Range[];
  /** Keys of the shown columns of the series' time. */
  readonly timeKeys: ReadonlySet<string>;
  /** Whether the source already leaves out what is shown nowhere. */
  readonly exact: boolean;
}

/** Columns of a select that is about to be read by the next one. */
export interface Stage {
  readonly select: Sql;
  /** Its bucket, as the next select reads it. */
  readonly bucket: Sql;
}

/**
 * One scan: rows are grouped by the other dimensions and a base bucket, as parts that can be merged; each bucket goes to where it is shown; the parts
 * that meet there are merged. Numbers that grow (to date, running) are summed up along the buckets instead.
 */
export function timedBranch(question: BranchQuestion, source: RowSource, scope: TimedScope): PreparedBranch {
  const { branch, dimensions, leaves } = question;
  const { series, grain } = scope;
  const bucketField: DimensionField = { ...series.time, grain, part: undefined };
  const others = dimensions.filter(({ key }) => !scope.timeKeys.has(key));
  const times = dimensions.filter(({ key }) => scope.timeKeys.has(key));
  const steps = leaves.map((leaf) => source.steps(leaf));
  const bucketSql = source.dimension(bucketField);
  const write: PreparedBranch['write'] = (names, items) => {
    const parts = branch.leaves.map((leaf) => names.take(`${names.leaf(leaf)}_part`));
    const bucket = names.take('bucket');
    const otherNames = others.map(({ key }) => names.dimension(key));
    const named = (expression: Sql, name: string) =>
      isName(expression, name) ? expression : sql`${expression} AS ${identifier(name)}`;
    const base = select({
      items: [
        ...others.map(({ key, field }) => named(source.dimension(field), names.dimension(key))),
        named(bucketSql, bucket),
        ...steps.map(({ part }, index) => named(part, parts[index] as string)),
      ],
      from: source.from,
      joins: source.joins,
      where: source.where,
      groupBy: [...otherNames, bucket].map(identifier),
    });
    const writer = new StageWriter({ names, scope, others: otherNames, times, items });
    const merged = (over?: Sql) => steps.map(({ merge }, index) => merge(column(parts[index] as string), undefined, over));
    return writer.write({ base, bucket, parts, merged, keys: branch.leaves.map(leafKey), others });
  };
  return {
    dimensions,
    reads: [...source.where, bucketSql, ...others.map(({ field }) => source.dimension(field)), ...steps.map(({ part }) => part)],
    write,
  };
}

interface Written {
  readonly base: Sql;
  readonly bucket: string;
  readonly parts: readonly string[];
  readonly merged: (over?: Sql) => readonly Sql[];
  readonly keys: readonly string[];
  readonly others: readonly DimensionColumn[];
}

interface WriterScope {
  readonly names: BranchNames;
  readonly scope: TimedScope;
  readonly others: readonly string[];
  readonly times: readonly DimensionColumn[];
  readonly items: (row: BranchRow) => readonly Sql[];
}

class StageWriter {
  readonly #at: WriterScope;
  readonly #targets: TargetScope;

  constructor(at: WriterScope) {
    this.#at = at;
    const { scope } = at;
    this.#targets = {
      ...scope.clock,
      grain: scope.grain,
      periodOf: (bucket, grain) => this.#period(bucket, grain),
    };
  }

  write({ base, bucket, parts, merged, keys, others }: Written): Sql {
    const { scope, times, names } = this.#at;
    const { series, ranges, grain } = scope;
    const { frame, shifts } = series;
    const atGrain = times.some(({ field }) => field.part === undefined && finest(field) === grain);
    // From the innermost, which is nearest to the rows.
    const moves = shifts
      .map((shift, index) => shiftTargets(shift, ranges[index] as Range, this.#targets))
      .reverse();
    const dimensionsOf = (cut: (field: DimensionField) => Sql) =>
      new Map([
        ...others.map(({ key }): [string, Sql] => [key, column(names.dimension(key))]),
        ...times.map(({ key, field }): [string, Sql] => [key, cut(field)]),
      ]);

    if (frame !== undefined && isCarried(frame)) {
      const values = keys.map((_, index) => names.take(`${(parts[index] as string).replace(/_part_*$/, '')}_value`));
      const carried = carriedValues({ frame, base, bucket, parts, values, merged, others: this.#at.others, targets: this.#targets, range: ranges.at(-1) as Range, names }); // prettier-ignore
      const placed = this.#moved(carried, moves, values);
      return this.#shown(placed, { dimensionsOf, keys, atGrain, values: values.map(column), show: showOf(frame) });
    }
    const start: Stage = { select: base, bucket: column(bucket) };
    if (frame === undefined || atGrain) {
      const window = frame === undefined ? [] : [this.#window(frame)];
      const all = [...window, ...moves];
      const repeats = frame === undefined && !atGrain && all.some(({ kind }) => kind !== 'one');
      const placed = this.#moved(start, all, repeats ? [bucket, ...parts] : parts);
      if (repeats) return this.#distinct(placed, { dimensionsOf, keys, parts, merged, bucket });
      return this.#shown(placed, { dimensionsOf, keys, atGrain: false, values: merged(), show: undefined });
    }
    // Each base bucket has a number of its own; the shown one takes the first, the last or the average of them.
    const framed = this.#moved(start, [this.#window(frame)], parts);
    const values = parts.map((part) => names.take(`${part.replace(/_part_*$/, '')}_value`));
    const at = names.take('at');
    const finished: Stage = {
      select: select({
        items: [
          ...this.#at.others.map(column),
          isName(framed.bucket, at) ? framed.bucket : sql`${framed.bucket} AS ${identifier(at)}`,
          ...merged().map((value, index) => sql`${value} AS ${identifier(values[index] as string)}`),
        ],
        from: nested(framed.select),
        groupBy: [...this.#at.others.map(identifier), identifier(at)],
      }),
      bucket: column(at),
    };
    const placed = this.#moved(finished, moves, values);
    return this.#shown(placed, { dimensionsOf, keys, atGrain: false, values: values.map(column), show: showOf(frame) });
  }

  #window(frame: Frame): Targets {
    if (frame.kind !== 'window' || frame.trailing === 'ALL') throw new InvariantError('Not a window that slides.');
    const range = this.#at.scope.ranges.at(-1) as Range;
    const first = inRange(sql``, { from: range.from, to: undefined }, { ...this.#at.scope.clock, grain: this.#at.scope.grain })[0]; // prettier-ignore
    return windowTargets({ ...frame, trailing: frame.trailing }, this.#at.scope.grain, { ...range, first, last: undefined });
  }

  /** Start of the period that holds a bucket. */
  #period(bucket: Sql, grain: Grain): Sql {
    const { series, grain: base, secured } = this.#at.scope;
    const [name] = bucket.identifiers;
    if (name === undefined || !isName(bucket, name)) throw new InvariantError('A period is asked of what is no column.');
    return cutBucket(name, { field: { ...series.time, grain, part: undefined }, grain: base, resolved: secured.resolved });
  }

  /** Applies one mapping after the other; mappings to several buckets are selects of their own. */
  #moved(start: Stage, moves: readonly Targets[], values: readonly string[]): Stage {
    const { names, others } = this.#at;
    let stage = start;
    const carry = [...others, ...values].map(column);
    moves.forEach((move) => {
      if (move.kind === 'one') {
        stage = { ...stage, bucket: move.bucket(stage.bucket) };
        return;
      }
      const simple = this.#asColumn(stage, carry);
      const at = names.take('shown_at');
      if (move.kind === 'calendar') {
        stage = this.#byCalendar(simple, move, { at, carry });
        return;
      }
      stage = {
        select: select({
          items: [...carry, column(at)],
          from: nested(simple.select),
          joins: [sql`ARRAY JOIN ${move.buckets(simple.bucket)} AS ${identifier(at)}`],
        }),
        bucket: column(at),
      };
    });
    return stage;
  }

  /** Mappings to several buckets read their bucket many times, so it becomes a column. */
  #asColumn(stage: Stage, carry: readonly Sql[]): Stage {
    const [name] = stage.bucket.identifiers;
    if (name !== undefined && isName(stage.bucket, name)) return stage;
    const at = this.#at.names.take('seen_at');
    return {
      select: select({ items: [...carry, sql`${stage.bucket} AS ${identifier(at)}`], from: nested(stage.select) }),
      bucket: column(at),
    };
  }

  #byCalendar(stage: Stage, move: Extract<Targets, { kind: 'calendar' }>, { at, carry }: { at: string; carry: readonly Sql[] }): Stage { // prettier-ignore
    const { secured } = this.#at.scope;
    const { from, where } = scan(move.dataset, secured);
    const [source, target] = [this.#at.names.take('compared_day'), at];
    const days = select({
      items: [
        sql`toDate32(${bare(move.from.sql)}) AS ${identifier(source)}`,
        sql`toDate32(${bare(move.to.sql)}) AS ${identifier(target)}`,
      ],
      from,
      where: [...where, sql`${move.from.sql} IS NOT NULL`],
    });
    return {
      select: select({
        items: [...carry, column(target)],
        from: nested(stage.select),
        joins: [sql`INNER JOIN ${nested(days)} AS ${identifier(this.#at.names.take('calendar'))} ON toDate32(${stage.bucket}) = ${column(source)}`],
      }),
      bucket: column(at),
    };
  }

  /** Buckets that are shown several times in one group count there once. */
  #distinct(placed: Stage, { dimensionsOf, keys, parts, merged, bucket }: { dimensionsOf: (cut: (field: DimensionField) => Sql) => ReadonlyMap<string, Sql>; keys: readonly string[]; parts: readonly string[]; merged: () => readonly Sql[]; bucket: string }): Sql { // prettier-ignore
    const { names, others, times, items, scope } = this.#at;
    const simple = this.#asColumn(placed, [...others, ...parts, bucket].map(column));
    const cuts = times.map(({ key, field }) => ({ key, name: names.dimension(key), sql: this.#cut(simple.bucket, field) }));
    const once = select({
      items: [
        ...[...others, ...parts].map(column),
        ...cuts.map(({ name, sql: cut }) => (isName(cut, name) ? cut : sql`${cut} AS ${identifier(name)}`)),
      ],
      from: nested(simple.select),
      where: inRange(simple.bucket, scope.ranges[0] as Range, { ...scope.clock, grain: scope.grain }),
      limitBy: [...others, bucket, ...cuts.map(({ name }) => name)].map(identifier),
    });
    const shownAt = new Map(cuts.map(({ key, name }) => [key, column(name)]));
    const dimensions = new Map(
      [...dimensionsOf(() => sql``)].map(([key, sqlOf]) => [key, shownAt.get(key) ?? sqlOf]),
    );
    return select({
      items: items({ dimensions, leaves: new Map(merged().map((value, index) => [keys[index] as string, value])) }),
      from: nested(once),
      groupBy: [...dimensions.keys()].map((key) => identifier(names.dimension(key))),
    });
  }

  #cut(bucket: Sql, field: DimensionField): Sql {
    const { scope } = this.#at;
    if (field.part === undefined && finest(field) === scope.grain) return bucket;
    const [name] = bucket.identifiers;
    if (name === undefined || !isName(bucket, name)) throw new InvariantError('A bucket that is cut must be a column.');
    return cutBucket(name, { field, grain: scope.grain, resolved: scope.secured.resolved });
  }

  #shown(
    placed: Stage,
    { dimensionsOf, keys, atGrain, values, show }: {
      readonly dimensionsOf: (cut: (field: DimensionField) => Sql) => ReadonlyMap<string, Sql>;
      readonly keys: readonly string[];
      /** Rows are already one per group. */
      readonly atGrain: boolean;
      readonly values: readonly Sql[];
      readonly show: 'FIRST' | 'LAST' | 'AVERAGE' | undefined;
    },
  ): Sql {
    const { names, items, scope, others, times } = this.#at;
    const needsColumn = show !== undefined || !scope.exact || times.some(({ field }) => field.part !== undefined || finest(field) !== scope.grain); // prettier-ignore
    const carry = [...others, ...values.flatMap((value) => [...value.identifiers])].map(column);
    const simple = needsColumn ? this.#asColumn(placed, carry) : placed;
    const dimensions = dimensionsOf((field) => this.#cut(simple.bucket, field));
    const leaves = values.map((value) => (atGrain || show === undefined ? value : shownValue(show, value, simple.bucket)));
    return select({
      items: items({ dimensions, leaves: new Map(leaves.map((value, index) => [keys[index] as string, value])) }),
      from: nested(simple.select),
      where: scope.exact ? [] : inRange(simple.bucket, scope.ranges[0] as Range, { ...scope.clock, grain: scope.grain }),
      groupBy: atGrain ? [] : [...dimensions.keys()].map((key) => identifier(names.dimension(key))),
    });
  }
}

function shownValue(show: 'FIRST' | 'LAST' | 'AVERAGE', value: Sql, bucket: Sql): Sql {
  switch (show) {
    case 'FIRST':
      return sql`argMin(${list([value, bucket])})`;
    case 'LAST':
      return sql`argMax(${list([value, bucket])})`;
    case 'AVERAGE':
      return sql`avg(${value})`;
  }
}

function showOf(frame: Frame): 'FIRST' | 'LAST' | 'AVERAGE' {
  return frame.kind === 'running' ? 'LAST' : frame.show;
}

/** Grows from bucket to bucket, and stands until there is more. */
function isCarried(frame: Frame): boolean {
  return frame.kind !== 'window' || (frame.trailing === 'ALL' && frame.leading !== 'ALL');
}
