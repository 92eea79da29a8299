import { InvariantError } from '../../errors.js';
import { shownType } from '../resolve/shownType.js';
import type { GroupFilter, GroupValue, MeasureNode, ResolvedQuery } from '../resolve/resolvedQuery.js';
import type { Comparable } from './boundValue.js';
import { allOf, anyOf, asText, negation, renderCondition } from './renderCondition.js';
import { renderNode, type NodeParts } from './renderNode.js';
import { identifier, sql, type Sql } from './sql.js';

/** The names of the shown columns by key, and how to make a number that is not shown. */
export interface GroupScope {
  readonly resolved: ResolvedQuery;
  readonly nameOf: (key: string) => string;
  readonly parts: NodeParts;
}

/** A filter over groups, as conditions that must all hold. */
export function renderHaving(filter: GroupFilter | undefined, scope: GroupScope): readonly Sql[] {
  if (filter === undefined) return [];
  if (filter.kind === 'and') return filter.of.flatMap((part) => renderHaving(part, scope));
  return [renderGroupFilter(filter, scope)];
}

function renderGroupFilter(filter: GroupFilter, scope: GroupScope): Sql {
  switch (filter.kind) {
    case 'and':
      return allOf(filter.of.map((part) => renderGroupFilter(part, scope)));
    case 'or':
      return anyOf(filter.of.map((part) => renderGroupFilter(part, scope)));
    case 'not':
      return negation(renderGroupFilter(filter.of, scope));
    case 'compare': {
      const { value, operator, operand } = filter;
      return renderCondition({
        subject: renderGroupValue(value, scope),
        field: comparable(value, scope),
        operator,
        operand,
      });
    }
  }
}

/** NULLs come last in both directions: a missing number is never the best one. (ClickHouse's own rule; said here because others differ.) */
export function renderOrder(scope: GroupScope): readonly Sql[] {
  return scope.resolved.order.map(({ value, direction }) => {
    // An Enum would be ordered by its numbers, which nobody sees and no filter compares.
    const rendered = asText(renderGroupValue(value, scope), comparable(value, scope));
    return direction === 'DESC' ? sql`${rendered} DESC` : rendered;
  });
}

function renderGroupValue(value: GroupValue, { nameOf, parts }: GroupScope): Sql {
  if (value.kind === 'column') return identifier(nameOf(value.key));
  const named = parts.named(value.node);
  if (named !== undefined) return named;
  const rendered = renderNode(value.node, parts);
  return value.node.kind === 'divide' || value.node.kind === 'arithmetic' ? sql`(${rendered})` : rendered;
}

function comparable(value: GroupValue, { resolved }: GroupScope): Comparable {
  if (value.kind === 'measure') return { type: value.type, clickhouseType: storedType(value.node) };
  const column = resolved.columns.find(({ key }) => key === value.key);
  if (column === undefined) throw new InvariantError(`No column is shown as "${value.key}".`);
  if (column.kind === 'measure') return { type: column.type, clickhouseType: storedType(column.node) };
  const type = shownType(column.field);
  return {
    type,
    clickhouseType: type === column.field.dimension.type ? column.field.dimension.clickhouseType : undefined,
  };
}

/** Undefined for decimals, which are computed with more digits than the engine reports of the bare aggregate. */
function storedType(node: MeasureNode): string | undefined {
  return node.kind === 'aggregate' && node.measure.type !== 'decimal'
    ? node.measure.clickhouseType
    : undefined;
}
