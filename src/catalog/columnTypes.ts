import type { SpecIssue } from '../metrics/index.js';
import type { TypedExpression } from './describeDataset.js';

/** `LowCardinality(Nullable(String))` → `String`. */
export function bareType(type: string): string {
  const inner = /^(?:Nullable|LowCardinality)\((?<inner>.*)\)$/s.exec(type)?.groups?.['inner'];
  return inner === undefined ? type : bareType(inner);
}

/** A condition must be true or false; ClickHouse would take any number, and a text only when a query runs. */
export function conditionIssue({ expression, type }: TypedExpression): readonly SpecIssue[] {
  if (expression.role !== 'condition' || /^(?:Bool|UInt8)$/.test(bareType(type))) return [];
  const message = `A condition is wanted, but the expression is of type ${type}. Compare it with something.`;
  return [{ dataset: expression.dataset, path: expression.path, message }];
}
