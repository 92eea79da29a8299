import { InvariantError } from '../../errors.js';
import type { AddedColumn, Dataset, Relationship } from '../catalog/definitions.js';
import { Expression } from '../catalog/expression.js';
import { keysBehind } from './keysBehind.js';
import { numberOfNone } from './noRows.js';
import type { AddedJoin, JoinStep, ResolvedColumn, ResolvedQuery } from './resolvedQuery.js';
import { resolveMeasure } from './resolveMeasure.js';
import { isRecord, type Scope } from './scope.js';

/**
 * A question with the columns that its expressions read and no table has: values of related rows, and measures of the rows behind a relationship. Each
 * comes from a question of its own, which is completed in the same way; a catalog in which that would never end is refused.
 */
export function withAdded(scope: Scope, resolved: ResolvedQuery): ResolvedQuery {
  const names = addedNames(resolved);
  if (names.size === 0) return resolved;
  const joins = new Map<string, { dataset: Dataset; relationship: Relationship; columns: AddedColumn[] }>();
  for (const name of names) {
    const dataset = scope.catalog.datasets.get(name.slice(1, name.indexOf(':')));
    const column = dataset?.added?.get(name);
    const relationship = dataset?.relationships.get(column?.relationship ?? '');
    if (dataset === undefined || column === undefined || relationship === undefined)
      throw new InvariantError(`"${name}" is read where the role cannot see it.`);
    const key = `${dataset.name} ${relationship.name} ${column.kind}`;
    const join = joins.get(key) ?? { dataset, relationship, columns: [] };
    join.columns.push(column);
    joins.set(key, join);
  }
  const added = [...joins.values()].map((join) => addedJoin(scope, join));
  return withJoins(resolved, added);
}

/** The rows around nested rows are of the same datasets. */
function withJoins(resolved: ResolvedQuery, added: readonly AddedJoin[]): ResolvedQuery {
  const { parent } = resolved;
  return { ...resolved, added, ...(parent !== undefined && { parent: withJoins(parent, added) }) };
}

function addedJoin(
  scope: Scope,
  {
    dataset,
    relationship,
    columns,
  }: { dataset: Dataset; relationship: Relationship; columns: readonly AddedColumn[] },
): AddedJoin {
  const other = scope.catalog.datasets.get(relationship.to);
  if (other === undefined) throw new InvariantError(`There is no dataset "${relationship.to}".`);
  const step: JoinStep = { relationship, dataset: other };
  const inside: Scope = { ...scope, dataset: other, shown: undefined, fact: undefined, facts: undefined };
  const keys = keysBehind(inside, step, '@');
  const behind = {
    ...keys,
    columns: [...keys.columns, ...columns.map((column) => addedColumn(inside, column, relationship))],
  };
  return { dataset, step, behind: withAdded(inside, behind), names: columns.map(({ name }) => name) };
}

function addedColumn(scope: Scope, column: AddedColumn, { validity }: Relationship): ResolvedColumn {
  // Where what is found is not yet the value, the value is made of this column.
  const raw = `${column.name}?`;
  const key = column.kind === 'related' && validity?.to !== undefined ? raw : column.name;
  if (column.kind === 'measure') {
    const measure = resolveMeasure(scope, { name: column.member }, []);
    if (measure === undefined) throw new InvariantError(`"${column.member}" has no number for each row.`);
    return {
      kind: 'measure',
      key: numberOfNone(measure.node) === null ? key : raw,
      name: column.member,
      ...measure,
    };
  }
  const dimension = {
    name: key,
    description: '',
    type: 'string',
    sql: column.sql,
    clickhouseType: '',
  } as const;
  return { kind: 'dimension', key, field: { path: [], dataset: scope.dataset, dimension } };
}

/** Walks everything that a question is made of but definitions that it only names, and questions that are complete by themselves. */
function addedNames(resolved: ResolvedQuery): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<unknown>();
  const walk = (value: unknown): void => {
    if (value instanceof Expression) {
      for (const name of value.identifiers) if (name.startsWith('@')) names.add(name);
      return;
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
      for (const item of value.values()) walk(item);
    } else if (isRecord(value)) {
      if ('policies' in value) return;
      if (value['kind'] === 'segment') walkSegment(value);
      for (const [key, part] of Object.entries(value)) if (!SKIPPED.has(key)) walk(part);
    }
  };
  const walkSegment = ({ dataset, segment }: Readonly<Record<string, unknown>>) =>
    walk((dataset as Dataset).segments.get(String(segment))?.sql);
  walk(resolved);
  return names;
}

/** `choices` and `grains` of a dimension are what could have been asked; `behind` is complete. */
const SKIPPED: ReadonlySet<string> = new Set(['query', 'added', 'behind', 'choices', 'grains']);
