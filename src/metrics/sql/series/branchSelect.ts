import type { Sql } from '../sql.js';
import type { AggregateNode, DimensionColumn } from '../uses.js';

/** What the columns of all branches are called: the same in each, so that they meet by name. */
export interface BranchNames {
  readonly dimension: (key: string) => string;
  readonly leaf: (leaf: AggregateNode) => string;
  /** Another name that no branch reads or gives. */
  readonly take: (preferred: string) => string;
}

/** What one branch shows of each of its groups. */
export interface BranchRow {
  /** By key; dimensions that the branch is not grouped by are absent. */
  readonly dimensions: ReadonlyMap<string, Sql>;
  /** By key of the leaf (`leafKey`). */
  readonly leaves: ReadonlyMap<string, Sql>;
  /** Whether the group is one of after the last rows, in which a number only stands that grew before; undefined: it is not. */
  readonly beyond?: Sql | undefined;
}

/** How a number that grew stands after the last rows of its branch, in groups that another branch shows. */
export interface GoesOn {
  /** For ever, or only in the period that it is counted in, to whose end the branch then shows it itself. */
  readonly until: 'EVER' | 'PERIOD';
  /** Keys of the columns along which it grew. */
  readonly times: readonly string[];
}

/** Whether other branches may show groups after the last rows of this one. */
type IsMet = boolean;

/** A branch that is ready to be written, once the names are known. */
export interface PreparedBranch {
  readonly dimensions: readonly DimensionColumn[];
  /** Everything that its selects read of tables, and what they call these: no name that is given may be among it, or it would capture the column. */
  readonly reads: readonly Sql[];
  /** The SELECT; `items` says what it shows of a row, and as what. */
  readonly write: (names: BranchNames, items: (row: BranchRow) => readonly Sql[], isMet?: IsMet) => Sql;
  readonly goesOn?: GoesOn | undefined;
  /** Its numbers may stand in the null bucket of a calendar where it has no rows: such a group is `beyond`, too. */
  readonly mayBeUnlisted?: boolean;
}
