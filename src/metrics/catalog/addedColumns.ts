import type { Dataset, MetricFilter, MetricInput } from './definitions.js';
import type { Expression } from './expression.js';
import { formulaNames } from './parseFormula.js';

/** Names of the columns that a scan must add before it can read an expression. */
export function addedIn(sql: Expression): readonly string[] {
  return [...sql.identifiers].filter((name) => name.startsWith('@'));
}

/**
 * Where added columns lead back to themselves: a dimension of the orders of a customer, over a measure of orders that reads this dimension of the
 * customer. Gives the dataset and the column of each.
 */
export function addedCircles(
  datasets: ReadonlyMap<string, Dataset>,
): readonly { readonly dataset: string; readonly column: string }[] {
  const needs = new Map<string, readonly string[]>();
  for (const dataset of datasets.values())
    for (const column of dataset.added?.values() ?? []) {
      const target = datasets.get(dataset.relationships.get(column.relationship)?.to ?? '');
      const sql =
        column.kind === 'related'
          ? [column.sql]
          : target === undefined
            ? []
            : expressionsOf(target, { name: column.member, datasets, seen: new Set() });
      needs.set(column.name, sql.flatMap(addedIn));
    }
  const circular = (column: string): boolean => {
    const seen = new Set<string>();
    const leadsBack = (name: string): boolean =>
      (needs.get(name) ?? []).some((next) => {
        if (next === column) return true;
        if (seen.has(next)) return false;
        seen.add(next);
        return leadsBack(next);
      });
    return leadsBack(column);
  };
  return [...datasets.values()].flatMap((dataset) =>
    [...(dataset.added?.keys() ?? [])].filter(circular).map((column) => ({ dataset: dataset.name, column })),
  );
}

/** Every expression that a measure or metric reads, of its own dataset and of those that its filters lead to. */
function expressionsOf(
  dataset: Dataset,
  at: { name: string; datasets: ReadonlyMap<string, Dataset>; seen: Set<string> },
): readonly Expression[] {
  const { name, datasets, seen } = at;
  const key = `${dataset.name}.${name}`;
  if (seen.has(key)) return [];
  seen.add(key);
  const inner = (member: string, owner: Dataset | undefined = dataset): readonly Expression[] =>
    owner === undefined ? [] : expressionsOf(owner, { name: member, datasets, seen });
  const filter = (where: MetricFilter | undefined): readonly Expression[] =>
    where === undefined ? [] : 'where' in where ? inWhere(dataset, where.where, datasets) : [where];
  const measure = dataset.measures.get(name);
  if (measure !== undefined) {
    const { aggregate, filter: only, rows } = measure;
    const per = rows === undefined ? [] : rows.kind === 'stage' ? rows.per : [...rows.per, rows.over];
    return [
      ...aggregate.args,
      ...(only === undefined ? [] : [only]),
      ...per.flatMap((dimension) => dataset.dimensions.get(dimension)?.sql ?? []),
      ...(rows?.kind === 'stage'
        ? typeof rows.of === 'string'
          ? inner(rows.of)
          : rows.of.aggregate.args
        : []),
    ];
  }
  const input = ({ of, where }: MetricInput) => [...inner(of), ...filter(where)];
  const definition = dataset.metrics.get(name)?.definition;
  if (definition === undefined) return [];
  switch (definition.kind) {
    case 'filtered':
      return [...inner(definition.of), ...filter(definition.where)];
    case 'ratio':
      return [...input(definition.numerator), ...input(definition.denominator)];
    case 'derived':
      return [
        ...[...formulaNames(definition.formula)].flatMap((part) => inner(part)),
        ...[...definition.inputs.values()].flatMap(input),
      ];
    case 'conversion':
      return [
        ...inner(definition.base),
        ...inner(definition.conversion.measure, datasets.get(definition.conversion.dataset)),
        ...filter(definition.where),
      ];
    default:
      return inner(definition.of);
  }
}

function inWhere(
  dataset: Dataset,
  where: unknown,
  datasets: ReadonlyMap<string, Dataset>,
): readonly Expression[] {
  if (Array.isArray(where)) return where.flatMap((part) => inWhere(dataset, part, datasets));
  if (typeof where !== 'object' || where === null) return [];
  return Object.entries(where).flatMap(([key, value]) => {
    if (key === 'and' || key === 'or' || key === 'not') return inWhere(dataset, value, datasets);
    const dimension = dataset.dimensions.get(key);
    if (dimension !== undefined) return [dimension.sql];
    if (dataset.measures.has(key) || dataset.metrics.has(key))
      return expressionsOf(dataset, { name: key, datasets, seen: new Set() });
    if (key === 'having') return inWhere(dataset, value, datasets);
    const next = datasets.get(dataset.relationships.get(key)?.to ?? '');
    return next === undefined ? [] : inWhere(next, value, datasets);
  });
}
