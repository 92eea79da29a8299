import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedFill } from '../../resolve/resolvedQuery.js';
import { cellPart, fillBuckets, joinCells, tuple } from '../fillCells.js';
import { isArray } from '../renderAggregate.js';
import { select } from '../select.js';
import { column, identifier, nested, sql, type Sql } from '../sql.js';
import type { BranchNames } from './branchSelect.js';
import { spreadLevels, type Groups, type MetLeaf } from './meetBranches.js';

/**
 * Every bucket of the range for each of the met groups (see `filledSelect.ts`). A number that one branch has and the other has not is missing too, so it
 * is what an empty bucket shows. Numbers of levels are handed to the new buckets as well.
 */
export function fillGroups(
  groups: Groups,
  { fill, secured }: { readonly fill: ResolvedFill; readonly secured: SecuredQuery },
  names: BranchNames,
): Groups {
  const bucket = names.dimension(fill.key);
  const others = groups.dimensions.filter((name) => name !== bucket);
  const cells = { cells: names.take('cells'), cell: names.take('cell'), bucket: names.take('start') };
  const collected = select({
    items: [
      ...others.map(column),
      sql`groupArray(${tuple([column(bucket), ...groups.leaves.map(shown)])}) AS ${identifier(cells.cells)}`,
    ],
    from: nested(groups.select),
    groupBy: others.map(identifier),
  });
  const filled: Groups = {
    ...groups,
    select: select({
      items: [
        ...groups.dimensions.map((name) =>
          name === bucket ? sql`${cellPart(cells, 0)} AS ${identifier(bucket)}` : column(name),
        ),
        ...groups.leaves.map(({ name }, index) => sql`${cellPart(cells, index + 1)} AS ${identifier(name)}`),
      ],
      from: nested(collected),
      joins: [joinCells(cells, fillBuckets(fill, secured), groups.leaves.map(emptied))],
    }),
  };
  return groups.leaves.some(({ level }) => level !== undefined) ? withZeros(spreadLevels(filled)) : filled;
}

/** Where a level has no rows at all, nothing was handed to its buckets. */
function withZeros(groups: Groups): Groups {
  const isZero = ({ leaf, level }: MetLeaf): boolean =>
    level !== undefined && leaf.measure.fillWith === 'zero' && !isArray(leaf.measure);
  if (!groups.leaves.some(isZero)) return groups;
  const items = groups.leaves.map((each) =>
    isZero(each) ? sql`ifNull(${column(each.name)}, 0) AS ${identifier(each.name)}` : column(each.name),
  );
  return {
    ...groups,
    select: select({ items: [...groups.dimensions.map(column), ...items], from: nested(groups.select) }),
  };
}

function shown({ leaf, name, level }: MetLeaf): Sql {
  const zero = leaf.measure.fillWith === 'zero' && level === undefined && !isArray(leaf.measure);
  return zero ? sql`ifNull(${column(name)}, 0)` : column(name);
}

/** A level's number is not zero where a group has no rows. */
function emptied({ leaf, level }: MetLeaf): MetLeaf['leaf'] {
  return level === undefined ? leaf : { ...leaf, measure: { ...leaf.measure, fillWith: 'null' } };
}
