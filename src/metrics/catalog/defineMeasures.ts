import { aggregateFunction, isCount, KNOWN_AGGREGATES } from './aggregateFunctions.js';
import type { MeasureSpec } from './catalogSpec.js';
import type { AggregateCall, Dimension, Measure, ValueType } from './definitions.js';
import { entriesOf, metadataOf, readExpression, type Draft } from './draft.js';
import type { Expression } from './expression.js';
import { measureRows } from './measureRows.js';
import { parseAggregate } from './parseAggregate.js';
import type { ReferenceLookup } from './parseExpression.js';
import { isProblem } from './tokenizeSql.js';
import { DEFAULT_CLICKHOUSE_TYPE, isNumber, typeConflict, valueTypeOf } from './valueTypeOf.js';

export interface RowMembers {
  readonly dimensions: ReadonlyMap<string, Dimension>;
  readonly references: ReferenceLookup;
}

/** Measures of a dataset. Those in two stages get their types when what they are made of is known (`defineMetrics`). */
export function defineMeasures(draft: Draft, rows: RowMembers): ReadonlyMap<string, Measure> {
  const measures = new Map<string, Measure>();
  for (const [name, spec] of entriesOf(draft.spec.measures)) {
    const measure = defineMeasure(draft, { name, spec }, rows);
    if (measure !== undefined) measures.set(name, measure);
  }
  return measures;
}

function defineMeasure(
  draft: Draft,
  { name, spec }: { name: string; spec: MeasureSpec },
  { dimensions, references }: RowMembers,
): Measure | undefined {
  const path = ['measures', name] as const;
  const call = parseAggregate(spec.agg);
  if (isProblem(call)) {
    draft.report([...path, 'agg'], call.problem);
    return undefined;
  }
  const args = readArguments(draft, { name, spec }, references);
  const filter =
    spec.filter === undefined
      ? undefined
      : readExpression(draft, { path: [...path, 'filter'], text: spec.filter }, references);
  if (args === undefined || (spec.filter !== undefined && filter === undefined)) return undefined;
  if (
    args.length === 0 &&
    spec.of === undefined &&
    call.name !== 'count' &&
    KNOWN_AGGREGATES.includes(call.name)
  )
    draft.report([...path, 'sql'], `"${call.name}" needs an argument: give "sql".`);

  const aggregate = { ...call, args };
  const { type, clickhouseType, argumentTypes } = typesOf(draft, { name, spec, aggregate }, dimensions);
  const zero =
    spec.fill === undefined
      ? aggregateFunction(call.name).zeroWhenEmpty && isNumber(type)
      : spec.fill === 'zero';
  if (zero && spec.of === undefined && !isNumber(type))
    draft.report([...path, 'fill'], `"fill: zero" is for numbers; this measure is of type ${type}.`);
  const fillWith = zero ? 'zero' : 'null';
  const absentWith = zero && (spec.fill === 'zero' || isCount(call.name)) ? 'zero' : 'null';
  const measure: Measure = {
    ...metadataOf(spec),
    name,
    type,
    aggregate,
    filter,
    fillWith,
    absentWith,
    argumentTypes,
    clickhouseType,
    exposesAggregate: spec.exposes === 'aggregate',
    time: spec.time,
  };
  return measureRows(draft, { measure, spec, dimensions });
}

function readArguments(
  draft: Draft,
  { name, spec }: { name: string; spec: MeasureSpec },
  references: ReferenceLookup,
): readonly Expression[] | undefined {
  const several = Array.isArray(spec.sql);
  const texts = spec.sql === undefined ? [] : [spec.sql].flat();
  const args = texts.map((text, index) => {
    const path = ['measures', name, 'sql', ...(several ? [index] : [])];
    const parsed = readExpression(draft, { path, text }, references);
    const nested = KNOWN_AGGREGATES.find((known) => parsed?.functions.has(known));
    if (nested !== undefined)
      draft.report(
        path,
        `"${nested}" is an aggregate function inside another: "sql" is a value of each row, "agg" is what happens to it.`,
      );
    return parsed;
  });
  return args.every((arg) => arg !== undefined) ? args : undefined;
}

interface MeasureTypes {
  readonly type: ValueType;
  readonly clickhouseType: string;
  readonly argumentTypes: readonly string[];
}

/** Types as reported by ClickHouse; without a report, as declared, else as the function and its first argument suggest. */
function typesOf(
  draft: Draft,
  measure: { name: string; spec: MeasureSpec; aggregate: AggregateCall },
  dimensions: ReadonlyMap<string, Dimension>,
): MeasureTypes {
  const { name, spec, aggregate } = measure;
  const reported = draft.types?.measures.get(`${draft.spec.dataset}.${name}`);
  if (reported !== undefined) {
    const conflict = spec.type === undefined ? undefined : typeConflict(spec.type, reported.result);
    if (conflict !== undefined) draft.report(['measures', name, 'type'], conflict);
    const type = spec.type ?? valueTypeOf(reported.result);
    if (type === undefined)
      draft.report(
        ['measures', name, 'agg'],
        `ClickHouse reports ${reported.result}, which no field can have: take a part of it in "sql" or choose another function.`,
      );
    return { type: type ?? 'string', clickhouseType: reported.result, argumentTypes: reported.args };
  }
  const arguments_ = aggregate.args.map((arg) =>
    [...dimensions.values()].find(({ sql }) => sql.text === arg.text),
  );
  const { result } = aggregateFunction(aggregate.name);
  const guessed = result === 'argument' ? (arguments_[0]?.type ?? 'float') : result;
  const type = spec.type ?? guessed;
  const clickhouseType =
    aggregate.name === 'count' || aggregate.name.startsWith('uniq')
      ? 'UInt64'
      : DEFAULT_CLICKHOUSE_TYPE[type];
  return {
    type,
    clickhouseType,
    argumentTypes: arguments_.map((argument) => argument?.clickhouseType ?? DEFAULT_CLICKHOUSE_TYPE[type]),
  };
}
