import { Expression } from '../catalog/expression.js';
import type { Operand, RowFilter } from '../resolve/resolvedQuery.js';

/** The rows that a filter of a number leaves out: for which it is false or, as SQL does not say of `NOT`, NULL. */
export function otherRows(filter: RowFilter): RowFilter {
  switch (filter.kind) {
    case 'and':
      return { kind: 'or', of: filter.of.map(otherRows) };
    case 'or':
      return { kind: 'and', of: filter.of.map(otherRows) };
    case 'not':
      return trueOrNull(filter.of);
    case 'exists':
      return { kind: 'not', of: filter };
    case 'compare':
      return isKnown(filter)
        ? { kind: 'not', of: filter }
        : { kind: 'or', of: [{ kind: 'not', of: filter }, isNull(filter)] };
    case 'segment':
    case 'expression':
      return { kind: 'not', of: known(filter, 'false') };
  }
}

function trueOrNull(filter: RowFilter): RowFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, of: filter.of.map(trueOrNull) };
    case 'not':
      return otherRows(filter.of);
    case 'exists':
      return filter;
    case 'compare':
      return isKnown(filter) ? filter : { kind: 'or', of: [filter, isNull(filter)] };
    case 'segment':
    case 'expression':
      return known(filter, 'true');
  }
}

type Compare = Extract<RowFilter, { kind: 'compare' }>;

function isNull({ field }: Compare): RowFilter {
  return { kind: 'compare', field, operator: 'isNull', operand: { kind: 'scalar', value: true } };
}

/** Never NULL, whatever the value. */
function isKnown({ operator, operand }: Compare): boolean {
  return operator === 'isNull' || asksForNull(operand);
}

function asksForNull(operand: Operand): boolean {
  return operand.kind === 'list' && (operand.values.length === 0 || operand.values.includes(null));
}

function known(
  filter: Extract<RowFilter, { kind: 'segment' | 'expression' }>,
  otherwise: 'true' | 'false',
): RowFilter {
  const { dataset, path } = filter;
  const sql = filter.kind === 'expression' ? filter.sql : dataset.segments.get(filter.segment)?.sql;
  if (sql === undefined) return filter;
  const text = `ifNull((${sql.text}), ${otherwise})`;
  return { kind: 'expression', dataset, path, sql: new Expression(text, sql.identifiers, sql.functions) };
}
