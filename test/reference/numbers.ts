import type { ValueType } from '../../src/metrics/catalog/definitions.js';
import type { Selection } from '../../src/metrics/query/metricQuery.js';
import { aggregate, elementType, emptyBucket, functionOf, measureType } from './aggregate.js';
import type { MetricPart, Row, View } from './catalogView.js';
import { as, computeFormula, divide, type Typed } from './formula.js';
import { invalid } from './invalid.js';
import { readSegments, readWhere, type Scope } from './rows.js';
import type { Value } from './value.js';

/** Rows of a group as a number sees them. `bucket`: what `fill` makes of the group: `full` has rows, `empty` none. */
export interface Group {
  readonly rows: readonly Row[];
  readonly bucket?: 'full' | 'empty' | undefined;
}

/** A measure or metric by name. */
export interface GroupNumber {
  readonly type: ValueType;
  /** Of a list: the type of its elements. */
  readonly elements?: ValueType | undefined;
  readonly of: (group: Group) => Value;
}

/** A measure or metric, over the rows that a selection's own where and segments keep. */
export function readNumber(
  scope: Scope,
  name: string,
  { where, segments }: Partial<Selection> = {},
): GroupNumber {
  const { view } = scope;
  if (!view.numbers.has(name)) invalid(`No measure ${name}.`);
  const tests = [readWhere(scope, where), readSegments(scope, segments)];
  const type = typeOf(view, name);
  const first = leafOf(view, name);
  return {
    type,
    elements: type === 'list' && first !== undefined ? elementType(first) : undefined,
    of: ({ rows, bucket }) =>
      computeNumber(view, name, { rows: rows.filter((row) => tests.every((test) => test(row))), bucket })
        .value,
  };
}

function leafOf(view: View, name: string): Extract<MetricPart, { kind: 'measure' }> | undefined {
  const part = view.numbers.get(name);
  if (part?.kind === 'filtered') return leafOf(view, part.of);
  return part?.kind === 'measure' ? part : undefined;
}

function typeOf(view: View, name: string): ValueType {
  const part = view.numbers.get(name) as MetricPart;
  switch (part.kind) {
    case 'measure':
      return measureType(part);
    case 'filtered':
      return typeOf(view, part.of);
    case 'ratio':
      return 'float';
    case 'derived':
      return computeFormula(part.formula, (each) => ({ type: typeOf(view, each), value: null })).type;
  }
}

function computeNumber(view: View, name: string, group: Group): Typed {
  const part = view.numbers.get(name) as MetricPart;
  switch (part.kind) {
    case 'measure': {
      const type = measureType(part);
      return { type, value: finite(leaf(part, group)) };
    }
    case 'filtered':
      return computeNumber(view, part.of, {
        ...group,
        rows: group.rows.filter((row) => part.where.of(row) === true),
      });
    case 'ratio': {
      const [top, bottom] = part.of.map((each) => computeNumber(view, each, group)) as [Typed, Typed];
      return divide(top, bottom);
    }
    case 'derived': {
      const { type, value } = computeFormula(part.formula, (each) => computeNumber(view, each, group));
      return { type, value: finite(as(type, value)) };
    }
  }
}

function leaf(part: Extract<MetricPart, { kind: 'measure' }>, { rows, bucket }: Group): Value {
  if (bucket === 'empty') return emptyBucket(part);
  const value = aggregate(part, rows);
  // A bucket whose rows hold no number shows what an empty one shows.
  return value === null && bucket === 'full' && functionOf(part).name.startsWith('sum')
    ? emptyBucket(part)
    : value;
}

/** Not a number is no value. */
function finite(value: Value): Value {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
