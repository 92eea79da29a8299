import type { ValueType } from '../../../src/metrics/catalog/definitions.js';
import type { ResultValue } from '../../../src/metrics/result/metricResult.js';
import { timeText } from '../clock.js';
import type { Answer } from '../evaluate.js';
import { compare, Decimal, identity, type Value } from '../value.js';

/** What differs between the expected answer and the engine's; undefined when nothing does. Rows are compared in order. */
export function differenceOf(
  expected: Answer,
  rows: readonly ReadonlyMap<string, ResultValue>[],
): string | undefined {
  if (rows.length !== expected.rows.length) return `${rows.length} rows instead of ${expected.rows.length}`;
  const { parents } = expected;
  return parents === undefined
    ? differenceInOrder(expected, rows)
    : differenceByParent(expected, rows, parents);
}

type Rows = readonly ReadonlyMap<string, ResultValue>[];

/** Rows of one parent come in order; parents in any. */
function differenceByParent(expected: Answer, rows: Rows, parents: number): string | undefined {
  const own = new Map<string, ReadonlyMap<string, ResultValue>[]>();
  for (const row of rows) {
    const key = JSON.stringify(expected.columns.slice(0, parents).map((column) => row.get(column.key)));
    own.set(key, [...(own.get(key) ?? []), row]);
  }
  const wanted = new Map<string, (readonly Value[])[]>();
  for (const row of expected.rows) {
    const key = row.slice(0, parents).map(identity).join();
    wanted.set(key, [...(wanted.get(key) ?? []), row]);
  }
  if (own.size !== wanted.size) return `${own.size} parents instead of ${wanted.size}`;
  const columns = expected.columns.slice(0, parents);
  for (const block of wanted.values()) {
    const [first] = block;
    const head = { ...expected, columns, rows: [(first as readonly Value[]).slice(0, parents)] };
    const same = [...own.values()].find(
      ([row]) => differenceInOrder(head, row === undefined ? [] : [row]) === undefined,
    );
    if (same?.length !== block.length)
      return `${same?.length ?? 'No'} rows instead of ${block.length} of a parent`;
    const difference = differenceInOrder({ ...expected, rows: block }, same);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function differenceInOrder(expected: Answer, rows: Rows): string | undefined {
  for (const [index, row] of rows.entries()) {
    for (const [at, { key, type, elements }] of expected.columns.entries()) {
      const wanted = (expected.rows[index] as readonly Value[])[at] as Value;
      const own = row.get(key) as ResultValue;
      if (!isSame({ type, elements, zone: expected.zone }, wanted, own))
        return `row ${index}, ${key}: ${JSON.stringify(own)} instead of ${textOf(wanted, { type, zone: expected.zone })}`;
    }
  }
  return undefined;
}

interface Kind {
  readonly type: ValueType;
  readonly elements?: ValueType | undefined;
  readonly zone: string;
}

function isSame({ type, elements, zone }: Kind, wanted: Value, own: ResultValue): boolean {
  if (wanted === null || own === null || own === undefined) return wanted === own;
  switch (type) {
    case 'integer':
      return (
        /^-?\d+$/.test(String(own)) &&
        BigInt(String(own)) === wanted &&
        (typeof own === 'string') !== Number.isSafeInteger(Number(own))
      );
    case 'decimal':
      return (
        typeof own === 'string' && /^-?\d+(\.\d+)?$/.test(own) && compare(Decimal.read(own), wanted) === 0
      );
    case 'float':
      return typeof own === 'number' && isNear(own, Number(wanted));
    case 'time':
      return own === timeText(zone, wanted as bigint);
    case 'list': {
      const list = wanted as readonly Value[];
      const kind: Kind = { type: elements as ValueType, zone };
      // Elements of a list keep the form that the engine gives them.
      const element = (value: ResultValue): ResultValue => (kind.type === 'integer' && typeof value === 'string' && Number.isSafeInteger(Number(value)) ? Number(value) : value); // prettier-ignore
      return Array.isArray(own) && own.length === list.length && list.every((value, index) => isSame(kind, value, element((own as ResultValue[])[index] as ResultValue))); // prettier-ignore
    }
    default:
      return own === wanted;
  }
}

function isNear(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

export function textOf(value: Value, { type, zone }: Kind): string {
  if (value === null) return 'null';
  if (type === 'time') return timeText(zone, value as bigint);
  if (Array.isArray(value))
    return `[${(value as readonly Value[]).map((item) => textOf(item, { type: 'string', zone })).join(', ')}]`;
  return typeof value === 'string'
    ? JSON.stringify(value)
    : value instanceof Decimal
      ? value.toString()
      : String(value);
}
