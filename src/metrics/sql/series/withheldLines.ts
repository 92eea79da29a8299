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
  let carried: readonly Sql[] = columns.map(column);
  let made = from;
  const stages = Math.max(0, ...plans.map(({ stages: each }) => each.length));
  for (let index = 0; index < stages; index++) {
    const added = plans.flatMap((plan) => plan.stages[index] ?? []);
    made = select({
      items: [...carried, ...added.map(({ name, made: item }) => sql`${item} AS ${identifier(name)}`)],
      from: nested(made),
    });
    carried = [...carried, ...added.map(({ name }) => column(name))];
  }
  return { select: made, hidden: new Map(plans.map(({ cell, hidden }) => [cell, hidden])) };
}

interface Item {
  readonly name: string;
  readonly made: Sql;
}

/** Columns of one cell, stage by stage. */
interface Plan {
  readonly cell: CellNumbers;
  readonly stages: readonly (readonly Item[])[];
  readonly hidden: Sql;
}

function planOf(cell: CellNumbers, entities: string, { guard, names }: Pick<Lines, 'guard' | 'names'>): Plan {
  const { dimensions, size } = cell;
  const k = numberLiteral(String(guard.atLeast));
  const few = (of: Sql): Sql => sql`length(${of}) < ${k}`;
  const some = (of: Sql): Sql => sql`(length(${of}) > 0 AND length(${of}) < ${k})`;
  const together = (of: Sql, by: readonly string[]): Sql =>
    sql`groupUniqArrayArray(${k})(${of}) OVER ${partition(by)}`;
  if (dimensions.length === 0) return { cell, stages: [], hidden: some(column(entities)) };

  // Of each dimension the lines up to it: who they are of, how many rows.
  const totals = dimensions.slice(0, -1).map((_, index) => {
    const by = dimensions.slice(0, index + 1);
    const [who, rows] = [names.take('line'), names.take('line_size')];
    return {
      items: [
        { name: who, made: together(column(entities), by) },
        { name: rows, made: sql`sum(${column(size)}) OVER ${partition(by)}` },
      ],
      who: column(who),
      rows: column(rows),
    };
  });
  const nodes = [...totals, { items: [], who: column(entities), rows: column(size) }];
  const flags = dimensions.map(() => names.take('withheld'));
  const chain = nodes.map(({ who, rows }, index) => {
    const by = dimensions.slice(0, index);
    const [rest, place] = [names.take('rest'), names.take('place')];
    return {
      items: [
        { name: rest, made: together(sql`if(${few(who)}, ${who}, [])`, by) },
        {
          name: place,
          made: sql`dense_rank() OVER (PARTITION BY ${list([...by.map(column), few(who)])} ORDER BY ${rows}, ${column(dimensions[index] as string)})`,
        },
      ],
      flag: (above: Sql | undefined): Sql => {
        const rests = column(rest);
        const tells =
          above === undefined ? some(rests) : sql`(${few(rests)} AND (length(${rests}) > 0 OR ${above}))`;
        return anyOf([some(who), allOf([sql`NOT ${few(who)}`, sql`${column(place)} = 1`, tells])]);
      },
    };
  });
  const chained: Item[][] = [
    totals.flatMap(({ items }) => items),
    chain.flatMap(({ items }) => items),
    ...chain.map(({ flag }, index) => [
      {
        name: flags[index] as string,
        made: flag(index === 0 ? undefined : column(flags[index - 1] as string)),
      },
    ]),
  ];
  let hidden = flags.at(-1) as string;
  const crossing = crossingLines(dimensions).flatMap((by): readonly Item[][] => {
    const [rest, place, next] = [names.take('rest'), names.take('place'), names.take('withheld')];
    const isCandidate = sql`NOT ${column(hidden)} AND NOT ${few(column(entities))}`;
    const stage: Item[] = [
      { name: rest, made: together(sql`if(${column(hidden)}, ${column(entities)}, [])`, by) },
      {
        name: place,
        made: sql`dense_rank() OVER (PARTITION BY ${list([...by.map(column), isCandidate])} ORDER BY ${list([size, ...dimensions].map(column))})`,
      },
    ];
    const flag = anyOf([column(hidden), allOf([isCandidate, sql`${column(place)} = 1`, some(column(rest))])]);
    hidden = next;
    return [stage, [{ name: next, made: flag }]];
  });
  return { cell, stages: [...chained, ...crossing], hidden: column(hidden) };
}

function partition(by: readonly string[]): Sql {
  return by.length === 0 ? sql`()` : sql`(PARTITION BY ${list(by.map(column))})`;
}

/** The lines that are none of the dimensions in their order: of few dimensions all, of many those that agree in all but one. */
function crossingLines(dimensions: readonly string[]): readonly (readonly string[])[] {
  const all = dimensions.reduce<readonly (readonly string[])[]>(
    (subsets, name) => [...subsets, ...subsets.map((subset) => [...subset, name])],
    [[]],
  );
  const isStart = (subset: readonly string[]): boolean =>
    subset.every((name, index) => name === dimensions[index]);
  const least = dimensions.length > 3 ? dimensions.length - 1 : 1;
  return dimensions.length > 12
    ? dimensions.slice(0, -1).map((left) => dimensions.filter((name) => name !== left))
    : all.filter((subset) => subset.length < dimensions.length && subset.length >= least && !isStart(subset));
}
