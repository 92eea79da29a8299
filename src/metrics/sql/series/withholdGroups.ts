import { cellOfGroup, cellsOf, type Cell } from '../../policy/cells.js';
import type { GroupGuard, ResolvedColumn, ResolvedQuery } from '../../resolve/resolvedQuery.js';
import { isArray } from '../renderAggregate.js';
import { allOf, anyOf } from '../renderCondition.js';
import { select } from '../select.js';
import { column, identifier, list, nested, numberLiteral, sql, type Sql } from '../sql.js';
import { aggregatesOf, isDimension, type AggregateNode } from '../uses.js';
import { leafKey } from './branches.js';
import type { BranchNames } from './branchSelect.js';
import type { Groups, MetLeaf } from './meetBranches.js';
import { lineStages, type CellNumbers } from './withheldLines.js';

type Guarded = ResolvedQuery & { readonly guard: GroupGuard };

export function isGuarded(resolved: ResolvedQuery): resolved is Guarded {
  return resolved.guard !== undefined;
}

/** The same question, which also asks who each of its numbers is about. */
export function withCells(resolved: Guarded): ResolvedQuery {
  const cells = [...allCells(resolved).values()];
  const columns = cells.flatMap(({ entities, size }) =>
    [entities, size].flatMap((node): readonly ResolvedColumn[] =>
      node === undefined
        ? []
        : [
            {
              kind: 'measure',
              key: node.measure.name,
              name: node.measure.name,
              type: node.measure.type,
              node,
            },
          ],
    ),
  );
  return { ...resolved, columns: [...resolved.columns, ...columns] };
}

/**
 * Finished groups without what is about few entities: such numbers are NULL, and so is one more of a line in which they are few even together; groups
 * that show no number about enough of them are left out. Places, filters and order then know nothing else.
 */
export function withholdGroups(groups: Groups, resolved: Guarded, names: BranchNames): Groups {
  const { guard } = resolved;
  const met = new Map(groups.leaves.map((each) => [leafKey(each.leaf), each]));
  const keys = chained(resolved).map((key) => names.dimension(key));
  const cells = new Map(
    [...allCells(resolved)].map(([key, cell]): readonly [string, CellNumbers] => {
      const size = met.get(leafKey(cell.size)) as MetLeaf;
      const dimensions = size.level === undefined ? keys : keys.filter((name) => size.level?.includes(name));
      return [
        key,
        {
          entities: cell.entities && names.leaf(cell.entities),
          size: size.name,
          dimensions,
          isOfGroup: size.level === undefined,
        },
      ];
    }),
  );
  const own = groups.leaves.filter(({ leaf }) => isAsked(leaf, resolved));
  const numbers = [...groups.dimensions, ...groups.leaves.map(({ name }) => name)];
  const { select: lined, hidden } = lineStages(groups.select, numbers, {
    cells: [...cells.values()],
    guard,
    names,
  });
  const isHidden = (leaf: AggregateNode): Sql | undefined => {
    const flags = cellsOf(leaf, resolved).flatMap((cell) => {
      const flag = hidden.get(cells.get(cellKey(cell)) as CellNumbers);
      return flag === undefined ? [] : [flag];
    });
    return flags.length === 0 ? undefined : anyOf(flags);
  };
  const { from, where } = shownGroups(lined, [...groups.dimensions, ...own.map(({ name }) => name)], {
    resolved,
    cells: [...cells.values()],
    names,
    dimensions: groups.dimensions,
    flags: [...hidden.values()],
  });
  return {
    select: select({
      items: [
        ...groups.dimensions.map(column),
        ...own.map(({ leaf, name }) => {
          const flag = isHidden(leaf);
          const none = isArray(leaf.measure) ? sql`defaultValueOfArgumentType(${column(name)})` : sql`NULL`;
          return flag === undefined
            ? column(name)
            : sql`if(${flag}, ${none}, ${column(name)}) AS ${identifier(name)}`;
        }),
      ],
      from: nested(from),
      where,
    }),
    dimensions: groups.dimensions,
    leaves: own,
  };
}

function isAsked(leaf: AggregateNode, resolved: ResolvedQuery): boolean {
  const key = leafKey(leaf);
  return aggregatesOf(resolved).some((asked) => leafKey(asked) === key);
}

/** The cells of all numbers, each once; that of the groups themselves where no number says who they are of, or anybody may see them. */
function allCells(resolved: Guarded): ReadonlyMap<string, Cell> {
  const { guard, facts, dataset } = resolved;
  const found = [...guard.cells, ...aggregatesOf(resolved)].flatMap((leaf) => cellsOf(leaf, resolved));
  const isOpen = !guard.entities.has(dataset.name);
  const isOnlyOfLevels = found.every(({ size }) => size.series?.level !== undefined);
  const plain = facts === undefined && (isOpen || isOnlyOfLevels || resolved.spine !== undefined);
  const cells = plain ? [...found, cellOfGroup(resolved, guard)] : found;
  return new Map(cells.map((cell) => [cellKey(cell), cell]));
}

function cellKey({ size }: Cell): string {
  return leafKey(size);
}

/** The dimensions, those of coarser levels first: each level is then a start of it. */
function chained(resolved: ResolvedQuery): readonly string[] {
  const keys = resolved.columns.filter(isDimension).map(({ key }) => key);
  const levels = aggregatesOf(resolved).flatMap(({ series }) =>
    series?.level === undefined ? [] : [series.level],
  );
  const times = (key: string): number => levels.filter((level) => level.includes(key)).length;
  return keys.toSorted((a, b) => times(b) - times(a));
}

interface Shown {
  readonly resolved: Guarded;
  readonly cells: readonly CellNumbers[];
  readonly names: BranchNames;
  readonly dimensions: readonly string[];
  /** Columns that say what is withheld. */
  readonly flags: readonly Sql[];
}

/** Which groups stay: of whose numbers one is about enough entities. Buckets of time that are filled stay for every group that has one. */
function shownGroups(
  from: Sql,
  columns: readonly string[],
  { resolved, cells, names, dimensions, flags }: Shown,
): { readonly from: Sql; readonly where: readonly Sql[] } {
  const { fill, spine, guard } = resolved;
  if (dimensions.length === 0) return { from, where: [] };
  const enough = anyOf(
    cells
      .filter(({ isOfGroup }) => isOfGroup)
      .map(({ entities, size }) =>
        entities === undefined
          ? sql`${column(size)} > 0`
          : sql`length(${column(entities)}) >= ${numberLiteral(String(guard.atLeast))}`,
      ),
  );
  const buckets = (fill === undefined ? (spine?.keys ?? []) : [fill.key]).map((key) => names.dimension(key));
  if (buckets.length === 0) return { from, where: [enough] };
  const others = dimensions.filter((name) => !buckets.includes(name));
  if (others.length === 0) return { from, where: [] };
  const nobody = allOf(cells.map(({ size }) => sql`${column(size)} = 0`));
  const kept = names.take('is_shown');
  const shown = sql`max(${enough}) OVER (PARTITION BY ${list(others.map(column))})`;
  return {
    from: select({
      items: [
        ...columns.map(column),
        ...flags,
        sql`${spine === undefined ? shown : sql`${shown} OR ${nobody}`} AS ${identifier(kept)}`,
      ],
      from: nested(from),
    }),
    where: [column(kept)],
  };
}
