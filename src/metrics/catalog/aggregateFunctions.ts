import type { ValueType } from './definitions.js';
import { valueTypeOf } from './valueTypeOf.js';

/** What the compiler knows of an aggregate function, without combinators. Functions not listed are legal: ClickHouse has the last word. */
export interface AggregateFunction {
  readonly name: string;
  /** Over no rows the answer is zero, not unknown. */
  readonly zeroWhenEmpty: boolean;
  /** Function that combines finished values of disjoint rows into the value of all of them; undefined: only states can be merged. */
  readonly reaggregate: string | undefined;
  /** The answer depends on the order in which rows or states arrive, so a merge of parts may differ from one pass. */
  readonly orderDependent: boolean;
  /** Meaning of the result; `argument`: that of the first argument. */
  readonly result: ValueType | 'argument';
}

type Traits = Partial<Omit<AggregateFunction, 'name'>>;
const family = (traits: Traits, ...names: readonly string[]) =>
  names.map((name): readonly [string, Traits] => [name, traits]);

const KNOWN: ReadonlyMap<string, Traits> = new Map([
  ...family({ zeroWhenEmpty: true, reaggregate: 'sum', result: 'integer' }, 'count'),
  ...family({ zeroWhenEmpty: true, result: 'integer' }, 'uniq', 'uniqExact', 'uniqCombined', 'uniqCombined64', 'uniqHLL12', 'uniqTheta', 'uniqUpTo', 'groupBitmap'),
  ...family({ zeroWhenEmpty: true, reaggregate: 'sum', result: 'argument' }, 'sum', 'sumKahan', 'sumWithOverflow'),
  ...family({ reaggregate: 'min', result: 'argument' }, 'min'),
  ...family({ reaggregate: 'max', result: 'argument' }, 'max'),
  ...family({ reaggregate: 'any', orderDependent: true, result: 'argument' }, 'any', 'any_value', 'first_value'),
  ...family({ reaggregate: 'anyLast', orderDependent: true, result: 'argument' }, 'anyLast', 'last_value'),
  ...family({ orderDependent: true, result: 'argument' }, 'anyHeavy', 'singleValueOrNull'),
  ...family({ result: 'argument' }, 'argMin', 'argMax', 'min_by', 'max_by'),
  ...family({ result: 'float' }, 'avg', 'avgWeighted', 'entropy', 'skewPop', 'skewSamp', 'kurtPop', 'kurtSamp', 'corr', 'corrStable', 'covarPop', 'covarPopStable', 'covarSamp', 'covarSampStable'),
  ...family({ result: 'float' }, 'stddevPop', 'stddevPopStable', 'stddevSamp', 'stddevSampStable', 'varPop', 'varPopStable', 'varSamp', 'varSampStable', 'rankCorr', 'cramersV', 'cramersVBiasCorrected', 'theilsU', 'contingency'),
  ...family({ result: 'float' }, 'quantile', 'median', 'quantileDeterministic', 'medianDeterministic', 'quantileExactExclusive', 'quantileExactInclusive', 'quantileInterpolatedWeighted', 'quantileGK', 'medianGK', 'quantileDD', 'medianDD'),
  ...family({ result: 'argument' }, 'quantileExact', 'quantileExactLow', 'quantileExactHigh', 'quantileExactWeighted', 'medianExact', 'medianExactLow', 'medianExactHigh', 'medianExactWeighted'),
  ...family({ orderDependent: true, result: 'float' }, 'quantileTDigest', 'quantileTDigestWeighted', 'medianTDigest', 'medianTDigestWeighted', 'quantileTiming', 'quantileTimingWeighted', 'medianTiming', 'medianTimingWeighted', 'quantileBFloat16', 'medianBFloat16'),
  ...family({ result: 'list' }, 'quantiles', 'quantilesExact', 'quantilesDeterministic', 'quantilesGK', 'quantilesDD', 'groupUniqArray', 'groupArraySorted', 'topK', 'topKWeighted', 'approx_top_k', 'histogram'),
  ...family({ orderDependent: true, result: 'list' }, 'quantilesTDigest', 'quantilesTiming', 'groupArray', 'array_agg', 'groupArrayLast', 'groupArraySample', 'groupArrayInsertAt', 'groupArrayMovingSum', 'groupArrayMovingAvg'),
  ...family({ orderDependent: true, result: 'string' }, 'groupConcat', 'group_concat', 'string_agg'),
  ...family({ zeroWhenEmpty: true, reaggregate: 'groupBitOr', result: 'integer' }, 'groupBitOr'),
  ...family({ reaggregate: 'groupBitAnd', result: 'integer' }, 'groupBitAnd'),
  ...family({ zeroWhenEmpty: true, reaggregate: 'groupBitXor', result: 'integer' }, 'groupBitXor'),
  ...family({ zeroWhenEmpty: true, result: 'integer' }, 'windowFunnel', 'sequenceCount', 'maxIntersections', 'maxIntersectionsPosition', 'intervalLengthSum'),
  ...family({ orderDependent: true, result: 'float' }, 'deltaSum', 'deltaSumTimestamp', 'boundingRatio', 'exponentialMovingAverage', 'simpleLinearRegression'),
  ...family({ result: 'list' }, 'retention', 'sequenceMatchEvents', 'groupArrayIntersect', 'sumMap', 'minMap', 'maxMap'),
  ...family({ zeroWhenEmpty: true, result: 'boolean' }, 'sequenceMatch'),
]); // prettier-ignore

export const KNOWN_AGGREGATES: readonly string[] = [...KNOWN.keys()];

/** What is known of a function; for an unknown one the careful answer: null when empty, merged by state, order matters. */
export function aggregateFunction(name: string): AggregateFunction {
  const exact = KNOWN.get(name);
  if (exact !== undefined) return describe(name, exact);
  // `uniqArray`, `sumDistinct`: the same function over other rows. Distinct values of two parts overlap, so values do not combine.
  const base = /^(.+)(?:Array|Distinct)$/.exec(name)?.[1];
  const traits = base === undefined ? undefined : KNOWN.get(base);
  return describe(
    name,
    traits === undefined
      ? { orderDependent: true }
      : { ...traits, reaggregate: name.endsWith('Array') ? traits.reaggregate : undefined },
  );
}

/** Counts of no rows are 0; every other aggregate of no rows is NULL. */
export function isCount(name: string): boolean {
  return aggregateFunction(name).zeroWhenEmpty && !name.startsWith('sum');
}

/** Quantiles that may lie between two values, or near one. GK and those of an exact element are left out. */
const BETWEEN_VALUES =
  /^(?:quantiles?|median)(?:Deterministic|Exact(?:Exclusive|Inclusive|WeightedInterpolated)|InterpolatedWeighted|DD|(?:TDigest|Timing|BFloat16)(?:Weighted)?)?(?:Distinct)?$/;

/**
 * Whether the first argument has to be made a float: over decimals ClickHouse cuts what lies between two values to their scale (4.625 → 4.62), or refuses
 * them.
 */
export function needsFloat(aggregate: string, argumentType: string): boolean {
  return BETWEEN_VALUES.test(aggregate) && valueTypeOf(argumentType) === 'decimal';
}

function describe(name: string, traits: Traits): AggregateFunction {
  const { zeroWhenEmpty = false, reaggregate, orderDependent = false, result = 'float' } = traits;
  return { name, zeroWhenEmpty, reaggregate, orderDependent, result };
}
