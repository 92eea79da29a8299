import type { ValueType } from '../../src/metrics/catalog/definitions.js';
import type { Meaning, MetricPart, Row } from './catalogView.js';
import {
  calculate,
  compare,
  Decimal,
  identity,
  isNumberType,
  toNumber,
  type Truth,
  type Value,
} from './value.js';
import { spend } from './work.js';

type Measure = Extract<MetricPart, { kind: 'measure' }>;

/** Functions that count: over nothing they give 0, not NULL. */
const COUNTS = /^(?:count|uniq\w*|groupBitmap|groupBitOr|groupBitXor)$/;

export function functionOf({ spec }: Measure): { name: string; parameters: readonly number[] } {
  const [, name = '', parameters] = /^(\w+)(?:\((.*)\))?$/.exec(spec.agg) ?? [];
  return { name, parameters: parameters === undefined ? [] : parameters.split(',').map(Number) };
}

export function measureType(measure: Measure): ValueType {
  if (measure.spec.type !== undefined) return measure.spec.type;
  const { name } = functionOf(measure);
  if (COUNTS.test(name) || name === 'groupBitAnd') return 'integer';
  if (/^(?:avg|var|sumKahan|stddev|median$|quantile$|quantileExact(?:In|Ex)clusive$)/.test(name))
    return 'float';
  if (/^(?:quantiles|groupArray)/.test(name)) return 'list';
  const argument = (measure.args[0] as Meaning).type;
  return name.startsWith('sum') && argument === 'boolean' ? 'integer' : argument;
}

/** Type of the elements of a list. */
export function elementType(measure: Measure): ValueType {
  return (measure.args[0] as Meaning).type;
}

/** What `fill` shows where a bucket has no rows. */
export function emptyBucket(measure: Measure): Value {
  const { name } = functionOf(measure);
  const type = measureType(measure);
  const isZero = measure.spec.fill === undefined ? COUNTS.test(name) || name.startsWith('sum') : measure.spec.fill === 'zero'; // prettier-ignore
  if (type === 'list') return [];
  return isZero && isNumberType(type) ? zero(type) : null;
}

/** What there is of a measure in a group that only other numbers have: that of no rows, unless the catalog says. */
export function absentNumber(measure: Measure): Value {
  const { name } = functionOf(measure);
  return measure.spec.fill === 'zero' || COUNTS.test(name) ? emptyBucket(measure) : null;
}

function zero(type: ValueType): Value {
  return type === 'integer' ? 0n : type === 'decimal' ? new Decimal(0n, 0) : 0;
}

/** The aggregate over rows. Rows with a NULL argument do not count; of no rows, SQL's rule: a count is 0, the rest NULL. */
export function aggregate(measure: Measure, rows: readonly Row[]): Value {
  spend(rows.length + 1);
  const counted = rows.filter(
    (row) => measure.filter === undefined || (measure.filter.of(row) as Truth) === true,
  );
  const tuples = counted
    .map((row) => measure.args.map(({ of }) => of(row)))
    .filter((tuple) => !tuple.includes(null));
  const { name, parameters } = functionOf(measure);
  const values = tuples.map(([value]) => value as Value);
  const type = measureType(measure);
  if (name === 'count') return BigInt(tuples.length);
  if (name === 'uniqUpTo') {
    const limit = BigInt(parameters[0] as number);
    const distinct = BigInt(distinctTuples(tuples).length);
    return distinct > limit ? limit + 1n : distinct;
  }
  if (name.startsWith('uniq') || name === 'groupBitmap') return BigInt(distinctTuples(tuples).length);
  if (name === 'groupBitOr') return values.reduce<bigint>((all, value) => all | (value as bigint), 0n);
  if (name === 'groupBitXor') return values.reduce<bigint>((all, value) => all ^ (value as bigint), 0n);
  if (tuples.length === 0) return type === 'list' ? [] : null;
  const shown = compute({ name, parameters }, values, tuples);
  if (type === 'float' && shown !== null) return toNumber(shown);
  return type === 'decimal' && typeof shown === 'bigint' ? new Decimal(shown, 0) : shown;
}

function compute(
  { name, parameters }: { name: string; parameters: readonly number[] },
  values: readonly Value[],
  tuples: readonly (readonly Value[])[],
): Value {
  const sorted = [...values].sort(compare);
  const numbers = values.map(toNumber);
  const [level = 0.5] = parameters;
  switch (name) {
    case 'sum':
    case 'sumKahan':
      return sum(values);
    case 'sumDistinct':
      return sum(distinctTuples(values.map((value) => [value])).map(([value]) => value as Value));
    case 'avg':
      return toNumber(sum(values)) / values.length;
    case 'avgDistinct': {
      const distinct = distinctTuples(values.map((value) => [value])).map(([value]) => value as Value);
      return toNumber(sum(distinct)) / distinct.length;
    }
    case 'avgWeighted': {
      const weight = toNumber(sum(tuples.map(([, weight]) => weight as Value)));
      return toNumber(sum(tuples.map(([value, by]) => calculate('*', value as Value, by as Value)))) / weight;
    }
    case 'min':
      return sorted[0] as Value;
    case 'max':
      return sorted.at(-1) as Value;
    case 'argMin':
    case 'argMax': {
      const byKey = [...tuples].sort((a, b) => compare(a[1] as Value, b[1] as Value));
      return (name === 'argMin' ? byKey[0] : byKey.at(-1))?.[0] as Value;
    }
    case 'groupBitAnd':
      return values.reduce((all, value) => (all as bigint) & (value as bigint));
    case 'quantileExact':
    case 'quantileExactHigh':
      return sorted[Math.min(Math.floor(level * sorted.length), sorted.length - 1)] as Value;
    case 'quantileExactLow': {
      const middle = sorted.length % 2 === 1 ? (sorted.length - 1) / 2 : sorted.length / 2 - 1;
      return sorted[level === 0.5 ? middle : Math.floor(level * sorted.length)] as Value;
    }
    case 'quantilesExact':
      return parameters.map(
        (each) => sorted[Math.min(Math.floor(each * sorted.length), sorted.length - 1)] as Value,
      );
    case 'groupArraySorted':
      return sorted.slice(0, parameters[0]);
    case 'median':
    case 'quantile':
    case 'quantileExactInclusive':
      return between(sorted, level * (sorted.length - 1));
    case 'quantileExactExclusive':
      return between(sorted, Math.min(Math.max(level * (sorted.length + 1) - 1, 0), sorted.length - 1));
    case 'varPop':
    case 'varSamp':
    case 'stddevPop':
    case 'stddevSamp':
    case 'varPopStable':
    case 'stddevSampStable': {
      const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
      const squares = numbers.reduce((all, number) => all + (number - mean) ** 2, 0);
      const variance = squares / (name.includes('Pop') ? numbers.length : numbers.length - 1);
      return name.startsWith('var') ? variance : Math.sqrt(variance);
    }
    default:
      throw new TypeError(`The reference does not know ${name}.`);
  }
}

/** The value at a place between two of a sorted list. */
function between(sorted: readonly Value[], place: number): number {
  const low = Math.floor(place);
  const [a, b] = [toNumber(sorted[low] as Value), toNumber((sorted[low + 1] ?? sorted[low]) as Value)];
  return a + (b - a) * (place - low);
}

function sum(values: readonly Value[]): Value {
  const numbers = values.map((value): Value => (typeof value === 'boolean' ? BigInt(value) : value));
  return numbers.reduce((all, value) => calculate('+', all, value), 0n);
}

function distinctTuples(tuples: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return [...new Map(tuples.map((tuple) => [tuple.map(identity).join(), tuple])).values()];
}
