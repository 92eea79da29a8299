import type { Measure } from '../catalog/definitions.js';
import { aggregateFunction, isCount, needsFloat } from '../catalog/aggregateFunctions.js';
import type { Expression } from '../catalog/expression.js';
import { decimalShape, integerBits, isNullable } from './clickhouseType.js';
import { allOf } from './renderCondition.js';
import { aggregateName, bare, list, numberLiteral, sql, type Sql } from './sql.js';
import { roundedSum, weightedSum } from './weightedSum.js';

/** An aggregate over rows of which only some may count. */
export interface Aggregation {
  readonly measure: Measure;
  /** Rows that count, besides the measure's own filter. */
  readonly condition: Sql | undefined;
  /** No row may be left: the group is the whole table, or a filter can empty it. Then the answer must be NULL, not 0 or NaN. */
  readonly mayBeEmpty: boolean;
}

/** The finished value, straight from rows. */
export function renderAggregate(aggregation: Aggregation): Sql {
  return finished(aggregation, call(aggregation, orNull(aggregation)));
}

/**
 * The same in two steps, for a sub-select that groups more finely: `part` inside, and `merge` of its column outside, over those fine groups
 * for which `condition` holds.
 */
export interface TwoSteps {
  readonly part: Sql;
  /** Finished. `over`: the window that it is merged in, instead of a group. */
  readonly merge: (column: Sql, condition?: Sql, over?: Sql) => Sql;
  /** One part, finished where nothing is grouped. */
  readonly value: (column: Sql) => Sql;
  /** A part of a coarser group, to be merged later. */
  readonly again: (column: Sql, condition?: Sql) => Sql;
}

/** TRICKY: ClickHouse finishes these in place, so a window that goes on merging after a row was shown goes on from something else. */
const CHANGED_BY_READING: ReadonlySet<string> = new Set(['groupArraySorted']);

export function renderTwoSteps(aggregation: Aggregation): TwoSteps {
  const { aggregate } = aggregation.measure;
  const { reaggregate } = aggregateFunction(aggregate.name);
  const nullable = orNull(aggregation);
  if (reaggregate === undefined) {
    return {
      part: call(aggregation, `${nullable}State`),
      merge: (column, condition, over) => {
        const isCopied = over !== undefined && CHANGED_BY_READING.has(aggregate.name);
        const merged = inWindow(
          apply(
            aggregateName(aggregate, `${nullable}Merge${isCopied ? 'State' : ''}${onlyIf(condition)}`),
            [column],
            condition,
          ),
          over,
        );
        return finished(aggregation, isCopied ? sql`finalizeAggregation(${merged})` : merged);
      },
      value: (column) => finished(aggregation, sql`finalizeAggregation(${column})`),
      again: (column, condition) =>
        apply(aggregateName(aggregate, `${nullable}MergeState${onlyIf(condition)}`), [column], condition),
    };
  }
  const outer = { name: reaggregate, parameters: '', args: [] };
  const again: TwoSteps['again'] = (column, condition) =>
    apply(aggregateName(outer, `${nullable}${onlyIf(condition)}`), [column], condition);
  return {
    part: call(aggregation, orNull(aggregation)),
    merge: (column, condition, over) => finished(aggregation, inWindow(again(column, condition), over)),
    value: (column) => finished(aggregation, column),
    again,
  };
}

function inWindow(aggregate: Sql, over: Sql | undefined): Sql {
  return over === undefined ? aggregate : sql`${aggregate} OVER ${over}`;
}

function call({ measure, condition }: Aggregation, combinator: '' | 'OrNull' | 'State' | 'OrNullState'): Sql {
  const { filter, weight } = measure;
  const weighed = weight === undefined ? undefined : weightedSum(measure, weight);
  const conditions = [
    ...(filter === undefined ? [] : [filter]),
    ...(condition === undefined ? [] : [condition]),
    ...(weighed?.counted ?? []),
  ];
  const only =
    conditions.length === 0
      ? undefined
      : conditions.length === 1
        ? plain(conditions[0] as Sql | Expression)
        : bothOf(conditions);
  const { aggregate, args } = weighed ?? { aggregate: measure.aggregate, args: aggregateArguments(measure) };
  return apply(aggregateName(aggregate, `${combinator}${onlyIf(only)}`), args, only);
}

function plain(condition: Sql | Expression): Sql {
  return 'text' in condition ? bare(condition) : condition;
}

function bothOf(conditions: readonly (Sql | Expression)[]): Sql {
  return allOf(conditions.map((condition) => sql`${condition}`));
}

function onlyIf(condition: Sql | undefined): 'If' | '' {
  return condition === undefined ? '' : 'If';
}

/** A condition that is NULL counts as false: that is how the If combinator reads it. */
function apply(name: Sql, args: readonly Sql[], condition: Sql | undefined): Sql {
  return sql`${name}(${list(condition === undefined ? args : [...args, condition])})`;
}

/** What SQL makes of it: some counts, `uniqCombined` among them, are NULL when every argument is; some statistics of too few values are no number. */
function finished({ measure }: Aggregation, aggregate: Sql): Sql {
  if (measure.weight !== undefined) return roundedSum(measure, measure.weight, aggregate);
  if (isCount(measure.aggregate.name) && isNullable(measure.clickhouseType))
    return sql`ifNull(${aggregate}, 0)`;
  return NO_NUMBER.test(measure.aggregate.name)
    ? sql`if(isFinite(${aggregate}), ${aggregate}, NULL)`
    : aggregate;
}

/** Divide by how many values there are beyond one, or by weights. NaN would sort and compare as a number, and show as none. */
const NO_NUMBER = /^(?:varSamp|stddevSamp|covarSamp|corr|rankCorr|skew|kurt|avgWeighted)/;

/**
 * A sum of nothing is NULL in SQL and 0 in ClickHouse; a count of nothing is 0 in both. A list cannot be NULL: OrNull makes it empty, where quantiles of
 * nothing would be a list of zeros.
 */
function orNull({ measure, condition, mayBeEmpty }: Aggregation): '' | 'OrNull' {
  const onlyNulls = isArray(measure) && measure.argumentTypes.some(isNullable);
  const empty = mayBeEmpty || onlyNulls || condition !== undefined || measure.filter !== undefined;
  return empty && !isCount(measure.aggregate.name) ? 'OrNull' : '';
}

export function isArray({ type, clickhouseType }: Measure): boolean {
  return type === 'list' || /^(?:Array|Map|Tuple)\(/.test(clickhouseType);
}

function aggregateArguments({ aggregate, argumentTypes }: Measure): readonly Sql[] {
  return aggregate.args.map((argument, index) => {
    const type = argumentTypes[index] ?? '';
    // Of a negative integer and an unsigned weight ClickHouse makes unsigned products.
    if (aggregate.name === 'avgWeighted' && integerBits(type) !== undefined)
      return sql`toFloat64(${bare(argument)})`;
    if (index === 0 && needsFloat(aggregate.name, type)) return sql`toFloat64(${bare(argument)})`;
    return WIDENED.has(aggregate.name) && index === 0 ? widen(argument, type) : bare(argument);
  });
}

/** Aggregates that add their arguments up in a type that wraps around: two UInt64 near 2^64 would give a small sum, and a small average. */
const WIDENED: ReadonlySet<string> = new Set(['sum', 'sumDistinct', 'avg', 'avgDistinct', 'avgWeighted']);

function widen(argument: Expression, type: string): Sql {
  const bits = integerBits(type) ?? 0;
  if (bits === 64) return sql`toInt128(${bare(argument)})`;
  if (bits >= 128) return sql`toInt256(${bare(argument)})`;
  const decimal = decimalShape(type);
  if (decimal === undefined || decimal.precision <= 18) return bare(argument);
  return sql`toDecimal256(${bare(argument)}, ${numberLiteral(String(decimal.scale))})`;
}
