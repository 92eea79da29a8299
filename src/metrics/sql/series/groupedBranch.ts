import { readsOf, tablesOf, type RowSource } from '../rowSource.js';
import { select } from '../select.js';
import { identifier, sql } from '../sql.js';
import { leafKey } from './branches.js';
import type { BranchQuestion } from './branchQuestion.js';
import type { PreparedBranch } from './branchSelect.js';

/** Rows grouped where they stand: plain leaves, other ranges, other levels. */
export function groupedBranch(
  { branch, dimensions, leaves }: BranchQuestion,
  source: RowSource,
): PreparedBranch {
  const shown = new Map(dimensions.map(({ key, field }) => [key, source.dimension(field)]));
  const values = new Map(
    branch.leaves.map((leaf, index) => [
      leafKey(leaf),
      source.aggregate(leaves[index] as (typeof leaves)[number]),
    ]),
  );
  return {
    dimensions,
    reads: [...tablesOf(source), ...readsOf(source), ...shown.values(), ...values.values()],
    write: (names, items) => {
      // A branch without numbers only says which groups there are, and one without either which rows: none.
      const groupBy = dimensions.map(({ key }) => identifier(names.dimension(key)));
      return select({
        items: items({ dimensions: shown, leaves: values }),
        from: source.from,
        joins: source.joins,
        where: source.where,
        groupBy: groupBy.length === 0 && values.size === 0 ? [sql`()`] : groupBy,
      });
    },
  };
}
