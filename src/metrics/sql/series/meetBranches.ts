import { select } from '../select.js';
import {
  column,
  identifier,
  isName,
  join,
  list,
  nested,
  newline,
  numberLiteral,
  sql,
  type Sql,
} from '../sql.js';
import { isCountLeaf } from '../../resolve/noRows.js';
import type { Series } from '../../resolve/resolvedQuery.js';
import { plainType } from '../clickhouseType.js';
import { isArray } from '../renderAggregate.js';
import type { AggregateNode } from '../uses.js';
import { leafKey, type Branch } from './branches.js';
import type { BranchNames, BranchRow, GoesOn, PreparedBranch } from './branchSelect.js';
import { isCarried } from './frames.js';
import { standingValues } from './standingValues.js';
import { structureKey } from './structureKey.js';

/** Finished groups: one row each, with every dimension and every leaf by name. */
export interface Groups {
  readonly select: Sql;
  readonly dimensions: readonly string[];
  readonly leaves: readonly MetLeaf[];
}

export interface MetLeaf {
  readonly leaf: AggregateNode;
  readonly name: string;
  /** Names of the dimensions that share its value; undefined: it is of the group itself. */
  readonly level: readonly string[] | undefined;
  /** How it stands in groups after its last rows. */
  readonly goesOn?: GoesOn | undefined;
}

export interface ReadyBranch {
  readonly branch: Branch;
  readonly prepared: PreparedBranch;
}

/**
 * Branches side by side: UNION ALL with NULL in the columns of the others, grouped by all dimensions. That is a full outer join in which NULL keys
 * meet. A branch of a coarser level has no groups of its own: its numbers are handed to the groups below it, and its rows go.
 */
export function meetBranches(
  branches: readonly ReadyBranch[],
  keys: readonly string[],
  names: BranchNames,
): Groups {
  const dimensions = keys.map((key) => names.dimension(key));
  const leaves = branches.flatMap(({ branch, prepared }) =>
    branch.leaves.map((leaf): MetLeaf => ({
      leaf,
      name: names.leaf(leaf),
      level: branch.series?.level?.map((key) => names.dimension(key)),
      goesOn: prepared.goesOn,
    })),
  );
  const [only, second] = branches;
  if (only !== undefined && second === undefined && only.branch.series?.level === undefined) {
    const select = only.prepared.write(names, (row) => itemsOf(row, { keys, leaves, names }));
    return { select, dimensions, leaves };
  }
  const goes = branches.some(({ prepared }) => prepared.goesOn !== undefined || prepared.mayBeUnlisted === true); // prettier-ignore
  const beyond = goes ? names.take('beyond') : undefined;
  const levels = [...new Set(branches.map(({ branch }) => levelKey(branch)))];
  const tag = levels.length === 1 ? undefined : names.take('level');
  const wide = keys.filter((key) => hasNoType(key, branches));
  const written = branches.map(({ branch, prepared }) =>
    prepared.write(
      names,
      (row) => [
        ...itemsOf(widened(row, wide), { keys, leaves, names }),
        ...(tag === undefined ? [] : [sql`${levelNumber(levels, branch)} AS ${identifier(tag)}`]),
        ...(beyond === undefined ? [] : [sql`${row.beyond ?? sql`0`} AS ${identifier(beyond)}`]),
      ],
      true,
    ),
  );
  // What stands after the last rows, or is handed down by a level, is only known later; until then its absence says nothing.
  const isFinal = ({ level }: MetLeaf): boolean => level === undefined && beyond === undefined;
  // Without dimensions there is one group, which every branch has: what it says there is right.
  const finished = (each: MetLeaf, shown: Sql): Sql => (keys.length > 0 || isCountLeaf(each.leaf) ? orNone(each, shown) : shown); // prettier-ignore
  const more = [tag, beyond].filter((name) => name !== undefined);
  const met: Groups = {
    select: select({
      items: [
        ...dimensions.map(column),
        ...leaves.map(
          (each) =>
            sql`${isFinal(each) ? finished(each, only1(each)) : only1(each)} AS ${identifier(each.name)}`,
        ),
        ...(tag === undefined ? [] : [column(tag)]),
        ...(beyond === undefined ? [] : [sql`min(${column(beyond)}) AS ${identifier(beyond)}`]),
      ],
      from: nested(join(written, sql`${newline}UNION ALL${newline}`)),
      groupBy: [...dimensions, ...(tag === undefined ? [] : [tag])].map(identifier),
    }),
    dimensions,
    leaves,
  };
  if (more.length === 0) return met;
  const spread = tag === undefined ? met : spreadLevels(met, more);
  const grown = beyond === undefined ? spread : standingValues(spread, { names, tag, more });
  return {
    select: select({
      items: [
        ...dimensions.map(column),
        ...leaves.map((each) => named(isFinal(each) ? undefined : finished(each, column(each.name)), each.name, column(each.name))), // prettier-ignore
      ],
      from: nested(grown.select),
      where: more.map((name) => sql`${column(name)} = 0`),
    }),
    dimensions,
    leaves,
  };
}

/** Hands the numbers of each level to all groups that belong to it. `others`: more columns to keep. */
export function spreadLevels(
  { select: from, dimensions, leaves }: Groups,
  others: readonly string[] = [],
): Groups {
  const items = leaves.map((each) => {
    const { name, level } = each;
    if (level === undefined) return column(name);
    const over = level.length === 0 ? sql`()` : sql`(PARTITION BY ${list(level.map(column))})`;
    return sql`${only1(each)} OVER ${over} AS ${identifier(name)}`;
  });
  return {
    select: select({
      items: [...dimensions.map(column), ...items, ...others.map(column)],
      from: nested(from),
    }),
    dimensions,
    leaves,
  };
}

/** The one value that there is: `any` skips NULL; a list cannot be NULL, and is empty elsewhere. */
function only1({ leaf: { measure }, name }: MetLeaf): Sql {
  return isArray(measure) ? sql`groupArrayArray(${column(name)})` : sql`any(${column(name)})`;
}

/**
 * A group that only another branch has has no rows here: a count of them is 0, of conversions too: where nobody converted the rate is 0. Where a number is
 * that of more rows than there are to its left the absence of a row says nothing.
 */
function orNone({ leaf: { measure, series }, goesOn }: MetLeaf, value: Sql): Sql {
  const isKnown = measure.absentWith === 'zero' && !isArray(measure);
  return isKnown && !standsOn(series, goesOn) ? sql`ifNull(${value}, 0)` : value;
}

/** Grows without an end, along buckets of which nobody knows which come later, so that it is only known up to its last row; or is seen in a range that may be shorter. */
function standsOn(series: Series | undefined, goesOn: GoesOn | undefined): boolean {
  if (series?.frame === undefined) return false;
  const isOpen = isCarried(series.frame) && series.range?.to === undefined && goesOn === undefined;
  return isOpen || series.shifts.some(({ kind }) => kind === 'range');
}

function levelKey({ series }: Branch): string {
  return structureKey(series?.level);
}

/** 0 is that of the groups themselves. */
function levelNumber(levels: readonly string[], branch: Branch): Sql {
  const own = structureKey(undefined);
  const coarser = levels.filter((level) => level !== own);
  return numberLiteral(String(coarser.indexOf(levelKey(branch)) + 1));
}

/** Signed whole numbers and unsigned ones of 64 bits or more have no type in common; ClickHouse would take one of several types, by which it does not group. */
function hasNoType(key: string, branches: readonly ReadyBranch[]): boolean {
  const types = branches.flatMap(({ prepared }) =>
    prepared.dimensions.flatMap(
      ({ key: shown, field: { dimension, grain, part } }) =>
      shown === key && dimension.type === 'integer' && (grain ?? part) === undefined ? [plainType(dimension.clickhouseType)] : [], // prettier-ignore
    ),
  );
  return (
    types.some((type) => /^UInt(?:64|128|256)$/.test(type)) && types.some((type) => type.startsWith('Int'))
  );
}

function widened(row: BranchRow, keys: readonly string[]): BranchRow {
  if (keys.length === 0) return row;
  const dimensions = [...row.dimensions].map(([key, shown]) => [key, keys.includes(key) ? sql`toInt256(${shown})` : shown] as const); // prettier-ignore
  return { ...row, dimensions: new Map(dimensions) };
}

function itemsOf(
  row: BranchRow,
  { keys, leaves, names }: { readonly keys: readonly string[]; readonly leaves: readonly MetLeaf[]; readonly names: BranchNames }, // prettier-ignore
): readonly Sql[] {
  return [
    ...keys.map((key) => named(row.dimensions.get(key), names.dimension(key), sql`NULL`)),
    ...leaves.map(({ leaf, name }) =>
      named(row.leaves.get(leafKey(leaf)), name, isArray(leaf.measure) ? sql`[]` : sql`NULL`),
    ),
  ];
}

function named(shown: Sql | undefined, name: string, absent: Sql): Sql {
  if (shown === undefined) return sql`${absent} AS ${identifier(name)}`;
  return isName(shown, name) ? shown : sql`${shown} AS ${identifier(name)}`;
}
