import { InvariantError } from '../../../errors.js';
import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { DimensionField, ResolvedSpine } from '../../resolve/resolvedQuery.js';
import { isArray } from '../renderAggregate.js';
import { select } from '../select.js';
import { column, identifier, join, list, nested, newline, sql, value, type Sql } from '../sql.js';
import { timeText } from '../timeText.js';
import { isDimension } from '../uses.js';
import type { BranchNames } from './branchSelect.js';
import { spreadLevels, type Groups, type MetLeaf } from './meetBranches.js';
import { withCalendars } from './moveStage.js';
import { isUnlisted } from './showStage.js';
import { cut } from './shownTime.js';

/**
 * A row for each bucket of the range that no group is in, with NULL in the dimensions that are not of its time: the calendar, LEFT JOIN the groups. Every
 * bucket gets an empty row, which goes again where the bucket has another.
 */
export function spineGroups(
  groups: Groups,
  { secured, spine }: { readonly secured: SecuredQuery; readonly spine: ResolvedSpine },
  names: BranchNames,
): Groups {
  const [start, empty, rows] = [names.take('start'), names.take('isEmpty'), names.take('inBucket')];
  const { stage, times, known } = timesOf(secured, spine, { names, start });
  const columns = [...groups.dimensions, ...groups.leaves.map(({ name }) => name)];
  const met = select({
    items: [...groups.dimensions.map(column), ...groups.leaves.map(shown), sql`0 AS ${identifier(empty)}`],
    from: nested(groups.select),
  });
  const bare = select({
    items: [
      ...groups.dimensions.map((name) => sql`${times.get(name) ?? sql`NULL`} AS ${identifier(name)}`),
      ...groups.leaves.map((leaf) => sql`${absent(leaf)} AS ${identifier(leaf.name)}`),
      sql`1 AS ${identifier(empty)}`,
    ],
    from: nested(stage),
    where: known,
    groupBy: [...times.keys()].map(identifier),
  });
  const over = list([...times.keys()].map(column));
  const counted = select({
    items: [
      ...[...columns, empty].map(column),
      sql`count() OVER (PARTITION BY ${over}) AS ${identifier(rows)}`,
    ],
    from: nested(join([met, bare], sql`${newline}UNION ALL${newline}`)),
  });
  const spined: Groups = {
    ...groups,
    select: select({
      items: columns.map(column),
      from: nested(counted),
      where: [sql`${column(empty)} = 0 OR ${column(rows)} = 1`],
    }),
  };
  return groups.leaves.some(({ level }) => level !== undefined) ? spreadLevels(spined) : spined;
}

/** The buckets, what the columns of their time show of one, by their names, and whether calendars that cut them have it. */
function timesOf(
  secured: SecuredQuery,
  spine: ResolvedSpine,
  { names, start }: { readonly names: BranchNames; readonly start: string },
): { readonly stage: Sql; readonly times: ReadonlyMap<string, Sql>; readonly known: readonly Sql[] } {
  const { resolved } = secured;
  const shown = resolved.columns.filter(isDimension).filter(({ key }) => spine.keys.includes(key));
  const bare = { select: bucketRows(spine, start), bucket: column(start) };
  const { stage, columns } = withCalendars(bare, shown, { carry: [], scope: { secured, names } });
  const { grain } = spine;
  const cutTo = (field: DimensionField): Sql =>
    typeof grain === 'string' ? cut(stage.bucket, field, { grain, resolved }) : stage.bucket;
  return {
    stage: stage.select,
    times: new Map(shown.map(({ key, field }) => [names.dimension(key), columns.get(key) ?? cutTo(field)])),
    // Beside days, and other buckets that are not a calendar's, null is no bucket of its own.
    known: columns.size < shown.length ? [] : [sql`NOT (${isUnlisted([...columns.values()])})`],
  };
}

function bucketRows({ buckets }: ResolvedSpine, start: string): Sql {
  const [first] = buckets;
  if (first === undefined) throw new InvariantError('A range has a bucket.');
  const list = [...buckets].map((bucket) => (typeof bucket === 'number' ? timeText(bucket) : bucket));
  const all = value(list, typeof first === 'number' ? "Array(DateTime64(3, 'UTC'))" : 'Array(Date32)');
  return sql`SELECT arrayJoin(${all}) AS ${identifier(start)}`;
}

/** A number that one branch has and another has not is missing too. */
function shown({ leaf, name, level }: MetLeaf): Sql {
  const zero = leaf.measure.fillWith === 'zero' && level === undefined && !isArray(leaf.measure);
  return zero ? sql`ifNull(${column(name)}, 0) AS ${identifier(name)}` : column(name);
}

/** What there is of a number in a bucket without rows. */
function absent({ leaf: { measure }, level }: MetLeaf): Sql {
  if (isArray(measure)) return sql`[]`;
  return measure.fillWith === 'zero' && level === undefined ? sql`0` : sql`NULL`;
}
