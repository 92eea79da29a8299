import type {
  GroupFilter,
  GroupValue,
  JoinPath,
  MeasureNode,
  ResolvedQuery,
  RowFilter,
} from '../resolve/resolvedQuery.js';

/** Names of every dataset that answering the question reads: its own, and each one on the way of a join. */
export function touchedDatasets(resolved: ResolvedQuery): ReadonlySet<string> {
  const names = new Set([resolved.dataset.name]);
  const visitPath = (path: JoinPath) => path.forEach(({ dataset }) => names.add(dataset.name));

  const visitRows = (filter: RowFilter | undefined): void => {
    switch (filter?.kind) {
      case undefined:
        return;
      case 'and':
      case 'or':
        return filter.of.forEach(visitRows);
      case 'not':
        return visitRows(filter.of);
      case 'segment':
      case 'expression':
        return visitPath(filter.path);
      case 'compare':
        return visitPath(filter.field.path);
    }
  };
  const visitNode = (node: MeasureNode): void => {
    switch (node.kind) {
      case 'aggregate':
        return visitRows(node.filter);
      case 'divide':
        return [node.numerator, node.denominator].forEach(visitNode);
      case 'arithmetic':
        return [node.left, node.right].forEach(visitNode);
      case 'call':
        return node.args.forEach(visitNode);
      case 'rank':
        return visitNode(node.of);
      case 'number':
        return;
    }
  };
  const visitValue = (value: GroupValue): void => {
    if (value.kind === 'measure') visitNode(value.node);
  };
  const visitGroups = (filter: GroupFilter | undefined): void => {
    if (filter === undefined) return;
    if (filter.kind === 'compare') visitValue(filter.value);
    else if (filter.kind === 'not') visitGroups(filter.of);
    else filter.of.forEach(visitGroups);
  };

  for (const column of resolved.columns) {
    if (column.kind === 'dimension') visitPath(column.field.path);
    else visitNode(column.node);
  }
  visitRows(resolved.filter);
  visitGroups(resolved.having);
  resolved.order.forEach(({ value }) => visitValue(value));
  return names;
}
