import type { SecuredQuery } from '../policy/securedQuery.js';
import type { DimensionField, JoinPath, RowFilter } from '../resolve/resolvedQuery.js';
import { localConditions } from './flatSource.js';
import type { JoinNeeds } from './joinNeeds.js';
import { memoized } from './memoized.js';
import { Names } from './names.js';
import { renderTwoSteps, type TwoSteps } from './renderAggregate.js';
import { allOf } from './renderCondition.js';
import { renderDimension } from './renderDimension.js';
import { compareField, renderAtom, renderFilter } from './renderFilter.js';
import { scan } from './renderRows.js';
import type { RowSource, SourceNeeds } from './rowSource.js';
import { ScanColumns } from './scanColumns.js';
import { select } from './select.js';
import { bare, identifier, list, nested, sql, type Sql } from './sql.js';
import {
  aggregatesOf,
  conjunctsOf,
  isDimension,
  isLocal,
  pathKey,
  pathOf,
  type AggregateNode,
  type RowAtom,
} from './uses.js';

/**
 * Aggregates first, joins after: a sub-select groups the dataset's own rows by its local fields and the keys of the joins, with partial aggregates;
 * each related dataset is joined to those groups, which are few; the select around them groups again and merges.
 *
 * ANY, not ALL: a key that is in the other dataset twice, against its declaration, can then never multiply a measure.
 */
export function joinedSource(secured: SecuredQuery, needs: JoinNeeds, { grouped }: SourceNeeds): RowSource {
  const { resolved } = secured;
  const groups = new ScanColumns();
  const parts = new ScanColumns();
  const joins = new Map(
    needs.paths.map((path) => [pathKey(path), { path, keys: [] as string[], columns: new ScanColumns() }]),
  );

  const ofPath = (path: JoinPath) => joins.get(pathKey(path))?.columns ?? groups;
  /** The column of a sub-select that a condition needs: of a joined dataset the compared field itself, as NULL stands for "no match" only out here. */
  const neededBy = (atom: RowAtom): Sql =>
    atom.kind === 'compare' ? renderDimension(atom.field, resolved) : renderAtom(atom, resolved);
  const local = (filter: RowFilter): Sql => renderFilter(filter, (atom) => renderAtom(atom, resolved));
  const addFilter = (filter: RowFilter): void => {
    if (isLocal(filter)) return groups.add(local(filter), 'condition');
    switch (filter.kind) {
      case 'and':
      case 'or':
        return filter.of.forEach(addFilter);
      case 'not':
        return addFilter(filter.of);
      default:
        return ofPath(pathOf(filter)).add(neededBy(filter), preferredName(filter));
    }
  };
  const readFilter = (filter: RowFilter): Sql =>
    renderFilter(
      filter,
      (atom) => {
        const read = ofPath(pathOf(atom)).read(neededBy(atom));
        return atom.kind === 'compare' ? compareField(atom, read) : read;
      },
      (branch) => (isLocal(branch) ? groups.read(local(branch)) : undefined),
    );
  const twoSteps = memoized(
    ({ measure, filter }: AggregateNode): { steps: TwoSteps; after: readonly RowFilter[] } => {
      const conjuncts = conjunctsOf(filter);
      const before = conjuncts.filter(isLocal);
      const after = conjuncts.filter((part) => !isLocal(part));
      const condition = before.length === 0 ? undefined : allOf(before.map(local));
      return {
        steps: renderTwoSteps({ measure, condition, mayBeEmpty: !grouped || after.length > 0 }),
        after,
      };
    },
  );

  // First everything that is read, then the names.
  const shown = resolved.columns.filter(isDimension);
  for (const { key, field } of shown) {
    ofPath(field.path).add(
      renderDimension(field, resolved),
      field.path.length === 0 && !key.includes('.') ? key : fieldName(field),
    );
  }
  needs.joined.forEach(addFilter);
  for (const node of aggregatesOf(resolved)) {
    const { steps, after } = twoSteps(node);
    parts.add(steps.part, node.measure.name);
    after.forEach(addFilter);
  }
  const where = localConditions(secured, needs);
  const keysOf = (path: JoinPath) => (path.at(-1) as JoinPath[number]).relationship.on;
  const startOf = (path: JoinPath) => pathKey(path.slice(0, -1));

  const readHere = (path: string): ReadonlySet<string> => {
    const starting = needs.paths
      .filter((join) => startOf(join) === path)
      .flatMap((join) => keysOf(join).map(({ from }) => from));
    const arriving = needs.paths
      .filter((join) => pathKey(join) === path)
      .flatMap((join) => keysOf(join).map(({ to }) => to));
    const columns =
      path === ''
        ? [...groups.identifiers, ...parts.identifiers]
        : (joins.get(path)?.columns.identifiers ?? []);
    const scanned =
      path === '' ? where : scan((joins.get(path)?.path.at(-1) as JoinPath[number]).dataset, secured).where;
    return new Set([
      ...columns,
      ...scanned.flatMap((condition) => [...condition.identifiers]),
      ...[...starting, ...arriving].flatMap((key) => [...key.identifiers]),
    ]);
  };
  const localKeys = new Set(shown.filter(({ field }) => field.path.length === 0).map(({ key }) => key));
  const names = new Names(resolved.columns.map(({ key }) => key).filter((key) => !localKeys.has(key)));
  groups.nameAll(names, readHere(''));
  localKeys.forEach((key) => names.reserve(key));
  parts.nameAll(names, readHere(''));
  for (const [path, join] of joins) {
    const avoid = new Set([...readHere(path), ...readHere(startOf(join.path))]);
    join.keys.push(...keysOf(join.path).map(() => names.take(`${path.replaceAll('.', '_')}_key`, avoid)));
    join.columns.nameAll(names, readHere(path));
  }

  const keyItems = (start: string): readonly Sql[] =>
    [...joins.values()]
      .filter(({ path }) => startOf(path) === start)
      .flatMap(({ path, keys }) =>
        keysOf(path).map(({ from }, index) => sql`${bare(from)} AS ${identifier(keys[index] as string)}`),
      );
  const joinClause = ({
    path,
    keys,
    columns,
  }: {
    path: JoinPath;
    keys: readonly string[];
    columns: ScanColumns;
  }): Sql => {
    const { from, where: policy } = scan((path.at(-1) as JoinPath[number]).dataset, secured);
    const arriving = keysOf(path).map(
      ({ to }, index) => sql`${bare(to)} AS ${identifier(keys[index] as string)}`,
    );
    const rows = select({
      items: [...arriving, ...keyItems(pathKey(path)), ...columns.items],
      from,
      where: policy,
    });
    return sql`LEFT ANY JOIN ${nested(rows)} AS ${identifier(pathKey(path).replaceAll('.', '_'))} USING (${list(keys.map(identifier))})`;
  };
  const keyNames = [...joins.values()]
    .filter(({ path }) => path.length === 1)
    .flatMap(({ keys }) => keys.map(identifier));
  const inner = select({
    items: [...keyItems(''), ...groups.items, ...parts.items],
    from: scan(resolved.dataset, secured).from,
    where,
    groupBy: [...keyNames, ...groups.names],
  });

  return {
    from: sql`${nested(inner)} AS ${identifier(resolved.dataset.name)}`,
    joins: [...joins.values()].map(joinClause),
    where: needs.joined.map(readFilter),
    dimension: memoized((field) => ofPath(field.path).read(renderDimension(field, resolved))),
    aggregate: memoized((node) => {
      const { steps, after } = twoSteps(node);
      return steps.merge(
        parts.read(steps.part),
        after.length === 0 ? undefined : allOf(after.map(readFilter)),
      );
    }),
  };
}

function fieldName({ path, dimension, grain, part }: DimensionField): string {
  const words = [
    ...path.map(({ relationship }) => relationship.name),
    dimension.name,
    ...[grain ?? part].filter((word) => word !== undefined),
  ];
  return words
    .map((word, index) =>
      index === words.length - 1 && (grain ?? part) !== undefined ? word.toLowerCase() : word,
    )
    .join('_');
}

function preferredName(atom: RowAtom): string {
  if (atom.kind === 'compare') return fieldName(atom.field);
  const words = atom.path.map(({ relationship }) => relationship.name);
  return [...words, atom.kind === 'segment' ? atom.segment : 'condition'].join('_');
}
