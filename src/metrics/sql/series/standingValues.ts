import { isArray } from '../renderAggregate.js';
import { select } from '../select.js';
import { column, identifier, list, nested, sql, type Sql } from '../sql.js';
import type { BranchNames } from './branchSelect.js';
import type { Groups, MetLeaf } from './meetBranches.js';

interface Standing {
  readonly names: BranchNames;
  /** Tells groups of levels apart. */
  readonly tag: string | undefined;
  /** Columns to keep besides. */
  readonly more: readonly string[];
}

/** Numbers that grew for ever stand in all groups after their last one, as far as these follow each other in time. */
export function standingValues(groups: Groups, { names, tag, more }: Standing): Groups {
  const { dimensions, leaves } = groups;
  const items = leaves.map((each) => {
    const { goesOn, level, name } = each;
    if (goesOn?.until !== 'EVER') return column(name);
    const times = goesOn.times.map((key) => names.dimension(key));
    const own = (level ?? dimensions).filter((key) => !times.includes(key));
    // A number of a level was handed to groups of its own and of other ones alike.
    const apart = [...own, ...(level === undefined && tag !== undefined ? [tag] : [])].map(column);
    const by = apart.length === 0 ? sql`` : sql`PARTITION BY ${list(apart)} `;
    const over = sql`(${by}ORDER BY ${list(times.map(column))})`;
    const [first] = times as [string];
    // Rows without a time are in no order.
    return sql`if(${column(first)} IS NULL, ${column(name)}, ${latest(each)} OVER ${over}) AS ${identifier(name)}`;
  });
  return {
    ...groups,
    select: select({
      items: [...dimensions.map(column), ...items, ...more.map(column)],
      from: nested(groups.select),
    }),
  };
}

/** The last value that there is: `anyLast` skips NULL; a list cannot be NULL, and is empty where there is none. */
function latest({ leaf: { measure }, name }: MetLeaf): Sql {
  return isArray(measure)
    ? sql`anyLastIf(${column(name)}, notEmpty(${column(name)}))`
    : sql`anyLast(${column(name)})`;
}
