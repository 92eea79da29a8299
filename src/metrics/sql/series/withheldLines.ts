import type { GroupGuard } from '../../resolve/resolvedQuery.js';
import { allOf, anyOf } from '../renderCondition.js';
import { select } from '../select.js';
import { column, identifier, list, nested, numberLiteral, sql, type Sql } from '../sql.js';
import type { BranchNames } from './branchSelect.js';

/** What is known of the rows behind a number, by name of the column. */
export interface CellNumbers {
  /** A list of some entities; undefined: anybody may see the number. */
  readonly entities: string | undefined;
  readonly size: string;
  /** The dimensions that divide it, coarser ones first. */
  readonly dimensions: readonly string[];
  /** It is of the group itself, not of several ones. */
  readonly isOfGroup: boolean;
}

interface Lines {
  readonly cells: readonly CellNumbers[];
  readonly guard: GroupGuard;
  readonly names: BranchNames;
}

interface Withheld {
  readonly select: Sql;
  /** A column for each cell that says whether its numbers are withheld. */
  readonly hidden: ReadonlyMap<CellNumbers, Sql>;
}

/**
 * Adds to groups what is withheld of them. Cells of 1 to k-1 entities are. They make, with those beside them, lines: all groups, and those that agree in
 * some of the dimensions. Where all that a line withholds is about fewer than k entities, its total would tell: the smallest cell that it shows
 * is withheld, too.
 *
 * Along the dimensions in their order lines are lines of lines: a line of which a coarser one withholds the total withholds a part of at least k itself, or
 * its cells would give the total back.
 */
export function lineStages(from: Sql, columns: readonly string[], { cells, guard, names }: Lines): Withheld {
  const plans = cells.flatMap((cell) =>
    cell.entities === undefined ? [] : [planOf(cell, cell.entities, { guard, names })],
  );
  const stages = Math.max(0, ...plans.map(({ stages: each }) => each.length));
  let made = from;
  for (let index = 0; index < stages; index++) {
    const kept = plans.flatMap((plan) => plan.stages.slice(0, index).flat());
    const needed = kept.filter(({ until }) => until > index);
    const added = plans.flatMap((plan) => plan.stages[index] ?? []);
    made = select({
      items: [
        ...columns.map(column),
        ...needed.map(({ name }) => column(name)),
        ...added.map(({ name, made: item }) => sql`${item} AS ${identifier(name)}`),
      ],
      from: nested(made),
    });
  }
  return { select: made, hidden: new Map(plans.map(({ cell, hidden }) => [cell, hidden])) };
}

interface Item {
  readonly name: string;
  readonly made: Sql;
  /** The last stage that reads it. */
  readonly until: number;
}

/** Columns of one cell, stage by stage. */
interface Plan {
  readonly cell: CellNumbers;
  readonly stages: readonly (readonly Item[])[];
  readonly hidden: Sql;
}

/** The rows behind a line up to one of the dimensions. */
interface Line {
  readonly by: readonly string[];
  readonly entities: Sql;
  readonly size: Sql;
}

function planOf(cell: CellNumbers, entities: string, { guard, names }: Pick<Lines, 'guard' | 'names'>): Plan {
  const { dimensions, size } = cell;
  const limits: Limits = { few: literal(guard.atLeast), most: literal(guard.atLeast - 1) };
  const whole: Line = { by: dimensions, entities: column(entities), size: column(size) };
  if (dimensions.length === 0) return { cell, stages: [], hidden: isFew(whole.entities, limits) };
  const totals = depths(dimensions).map((depth) => {
    const by = dimensions.slice(0, depth);
    const [who, rows] = [names.take('line'), names.take('line_size')];
    const made = [
      {
        name: who,
        made: sql`groupUniqArrayArray(${limits.few})(${whole.entities}) OVER ${partition(by)}`,
        until: 1,
      },
      { name: rows, made: sql`sum(${whole.size}) OVER ${partition(by)}`, until: 1 },
    ];
    return { made, line: { by, entities: column(who), size: column(rows) } };
  });
  const first = totals.length === 0 ? 0 : 1;
  const crossing = crossingLines(dimensions);
  const flags: Item[] = [];
  let around: readonly string[] = [];
  for (const line of [...totals.map((total) => total.line), whole]) {
    const above = flags.at(-1)?.name;
    const until = line === whole ? nextUse(first, crossing.length) : first;
    flags.push({ name: names.take('withheld'), made: inOrder(line, limits, { around, above }), until });
    around = line.by;
  }
  let hidden = flags.at(-1)?.name as string;
  const crossed = crossing.map((by, index): readonly Item[] => {
    const made = across(whole, limits, { by, hidden });
    hidden = names.take('withheld');
    return [{ name: hidden, made, until: nextUse(first + index + 1, crossing.length - index - 1) }];
  });
  const chain = [...(totals.length === 0 ? [] : [totals.flatMap(({ made }) => made)]), flags];
  return { cell, stages: [...chain, ...crossed], hidden: column(hidden) };
}

/** The stage that reads what is withheld, as it is known at one with so many to follow: the next, or the end. */
function nextUse(stage: number, following: number): number {
  return following === 0 ? Infinity : stage + 1;
}

interface Limits {
  /** The number of entities that is enough. */
  readonly few: Sql;
  readonly most: Sql;
}

function isFew(entities: Sql, { most }: Limits): Sql {
  return sql`(length(${entities}) BETWEEN 1 AND ${most})`;
}

/** The line around one: its dimensions, and the column that says whether it is withheld. */
interface Around {
  readonly around: readonly string[];
  readonly above: string | undefined;
}

/** What is withheld of the lines up to a dimension, within those around them. */
function inOrder({ by, entities, size }: Line, limits: Limits, { around, above }: Around): Sql {
  const few = sql`length(${entities}) < ${limits.few}`;
  const place = sql`dense_rank() OVER (PARTITION BY ${list([...around.map(column), few])} ORDER BY ${list([size, ...by.slice(around.length).map(column)])})`;
  const rest = sql`length(groupUniqArrayArray(${limits.few})(if(${few}, ${entities}, [])) OVER ${partition(around)})`;
  const least = above === undefined ? sql`1` : sql`if(${column(above)}, 0, 1)`;
  const tells = sql`(${rest} BETWEEN ${least} AND ${limits.most})`;
  return anyOf([
    isFew(entities, limits),
    allOf([sql`length(${entities}) >= ${limits.few}`, sql`${place} = 1`, tells]),
  ]);
}

/** What is withheld, and one more cell of each line of groups that agree in `by`, where it would tell. */
function across(
  { by: all, entities, size }: Line,
  limits: Limits,
  { by, hidden }: { readonly by: readonly string[]; readonly hidden: string },
): Sql {
  const isOut = sql`${column(hidden)} OR length(${entities}) < ${limits.few}`;
  const place = sql`dense_rank() OVER (PARTITION BY ${list([...by.map(column), isOut])} ORDER BY ${list([size, ...all.map(column)])})`;
  const rest = sql`length(groupUniqArrayArray(${limits.few})(if(${column(hidden)}, ${entities}, [])) OVER ${partition(by)})`;
  const tells = sql`(${rest} BETWEEN 1 AND ${limits.most})`;
  return anyOf([
    column(hidden),
    allOf([sql`length(${entities}) >= ${limits.few}`, sql`${place} = 1`, tells]),
  ]);
}

function literal(number: number): Sql {
  return numberLiteral(String(number));
}

function partition(by: readonly string[]): Sql {
  return by.length === 0 ? sql`()` : sql`(PARTITION BY ${list(by.map(column))})`;
}

/** Of so many dimensions every line is looked at, and of so many those of all but one. Of more the lines in their order are: hardly a group of them is large. */
const [ALL_LINES, ACROSS_LINES, ORDERED_LINES] = [3, 5, 4];

/** How many of the dimensions a line agrees in, in their order: none, one … all but one. */
function depths(dimensions: readonly string[]): readonly number[] {
  return dimensions
    .slice(0, -1)
    .map((_, index) => index + 1)
    .filter((depth) => depth <= ORDERED_LINES);
}

/** The lines that are none of the dimensions in their order. */
function crossingLines(dimensions: readonly string[]): readonly (readonly string[])[] {
  if (dimensions.length > ACROSS_LINES) return [];
  if (dimensions.length > ALL_LINES)
    return dimensions.slice(0, -1).map((left) => dimensions.filter((name) => name !== left));
  const all = dimensions.reduce<readonly (readonly string[])[]>(
    (subsets, name) => [...subsets, ...subsets.map((subset) => [...subset, name])],
    [[]],
  );
  const isStart = (subset: readonly string[]): boolean =>
    subset.every((name, index) => name === dimensions[index]);
  return all.filter((subset) => subset.length < dimensions.length && !isStart(subset));
}
