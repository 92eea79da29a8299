import { journeyFilters } from '../resolve/journey/resolvedJourney.js';
import { isCalendarPeriod } from '../resolve/period.js';
import type {
  GroupFilter,
  GroupValue,
  JoinPath,
  MeasureNode,
  Period,
  ResolvedQuery,
  RowFilter,
  Series,
  SeriesRows,
} from '../resolve/resolvedQuery.js';

/** Names of every dataset that answering the question reads: its own, and each one on the way of a join. */
export function touchedDatasets(resolved: ResolvedQuery): ReadonlySet<string> {
  const names = new Set([
    ...(resolved.facts === undefined ? [resolved.dataset.name] : []),
    ...(resolved.parent === undefined ? [] : touchedDatasets(resolved.parent)),
    ...(resolved.added ?? []).flatMap(({ behind }) => [...touchedDatasets(behind)]),
  ]);
  const visitPath = (path: JoinPath) => path.forEach(({ dataset }) => names.add(dataset.name));

  const visitPeriod = (period: Period): void => {
    if (isCalendarPeriod(period)) names.add(period.dataset.name);
  };

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
      case 'exists':
        visitPath([...filter.path, filter.step]);
        return touchedDatasets(filter.behind).forEach((name) => names.add(name));
    }
  };
  const visitNode = (node: MeasureNode): void => {
    switch (node.kind) {
      case 'aggregate':
        visitRows(node.filter);
        return visitSeries(node.series);
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
  const visitSeries = (series: Series | undefined): void => {
    if (series === undefined) return;
    const { fact, rows, time, filter, shifts } = series;
    if (fact !== undefined) names.add(fact.name);
    if (time !== undefined) visitPath(time.path);
    visitRows(filter);
    if (series.frame?.kind === 'toDate') visitPeriod(series.frame.grain);
    for (const shift of shifts) {
      if (shift.kind === 'calendar') names.add(shift.dataset.name);
      if (shift.kind === 'startOf') visitPeriod(shift.grain);
    }
    if (rows !== undefined) visitSeriesRows(rows);
  };
  const visitSeriesRows = (rows: SeriesRows): void => {
    switch (rows.kind) {
      case 'semiAdditive':
        return [rows.over, ...rows.per].forEach(({ path }) => visitPath(path));
      case 'placed':
        return touchedDatasets(rows.fold.shown).forEach((name) => names.add(name));
      case 'stage':
        rows.per.forEach(({ path }) => visitPath(path));
        return visitNode(rows.inner);
      case 'conversion': {
        names.add(rows.conversion.name);
        visitRows(rows.baseFilter);
        const fields = rows.on.flatMap(({ base, conversion }) => [base, conversion]);
        return [rows.baseTime, rows.conversionTime, ...fields].forEach(({ path }) => visitPath(path));
      }
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
    if (column.kind === 'dimension') {
      visitPath(column.field.path);
      column.fields?.forEach(({ path }) => visitPath(path));
    } else visitNode(column.node);
  }
  visitRows(resolved.filter);
  resolved.facts?.forEach(visitSeries);
  if (resolved.journey !== undefined) {
    visitPath(resolved.journey.entity.path);
    journeyFilters(resolved.journey).forEach(visitRows);
  }
  visitGroups(resolved.having);
  resolved.order.forEach(({ value }) => visitValue(value));
  return names;
}
