import { aggregateFunction } from './aggregateFunctions.js';
import type { Measure, ValueType } from './definitions.js';
import type { Draft } from './draft.js';
import type { NumberDefinition } from './typeNumbers.js';
import { DEFAULT_CLICKHOUSE_TYPE, isNumber } from './valueTypeOf.js';

/** What a measure in two stages is made of; undefined for one that reads rows. */
export function stageDefinition({ rows, aggregate }: Measure): NumberDefinition | undefined {
  if (rows?.kind !== 'stage' || typeof rows.of !== 'string') return undefined;
  return { kind: 'stage', of: rows.of, result: (inner) => resultOf(aggregate.name, inner) };
}

/** Type of an aggregate of values of a type. */
export function resultOf(aggregate: string, inner: ValueType): ValueType {
  const { result } = aggregateFunction(aggregate);
  return result === 'argument' ? inner : result;
}

/** ClickHouse type of an aggregate of values, as far as it can be told without asking. */
export function resultType(aggregate: string, type: ValueType): string {
  if (aggregate === 'count' || aggregate.startsWith('uniq')) return 'UInt64';
  const known = DEFAULT_CLICKHOUSE_TYPE[type];
  return known.startsWith('Array(') ? known : `Nullable(${known})`;
}

/** A measure in two stages with the types that follow from what it is made of. */
export function typedStage(
  { report }: Draft,
  measure: Measure,
  { type, inner }: { type: ValueType; inner: string },
): Measure {
  if (measure.fillWith === 'zero' && !isNumber(type))
    report(
      ['measures', measure.name, 'fill'],
      `"fill: zero" is for numbers; this measure is of type ${type}.`,
    );
  const clickhouseType = resultType(measure.aggregate.name, type);
  return { ...measure, type, clickhouseType, argumentTypes: [inner] };
}
