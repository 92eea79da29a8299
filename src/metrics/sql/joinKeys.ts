import type { Expression } from '../catalog/expression.js';
import type { JoinPath, JoinStep, ResolvedQuery } from '../resolve/resolvedQuery.js';
import type { Names } from './names.js';
import { renderDimension } from './renderDimension.js';
import { bare, identifier, join, list, nested, sql, type Sql } from './sql.js';
import { pathKey } from './uses.js';

/** One join: both sides give its key columns the same names, so that USING can say it. */
export interface Join {
  readonly path: JoinPath;
  readonly step: JoinStep;
  /** What the joined rows are called: `site_region`. */
  readonly name: string;
  readonly keys: readonly string[];
  /** Only one of several versions holds: columns of its `at` on this side, and of when versions begin and end on the other. */
  readonly held?:
    { readonly at: string; readonly from: string; readonly until: string | undefined } | undefined;
}

/**
 * Joins in an order in which each finds the one it starts from. `tables` and `columns` are the names that are left; `avoid` tells what the select of a
 * path reads.
 */
export function nameJoins(
  paths: readonly JoinPath[],
  { tables, columns }: { tables: Names; columns: Names },
  avoid: (path: JoinPath) => ReadonlySet<string>,
): readonly Join[] {
  return paths.map((path) => {
    const step = stepOf(path);
    const name = pathKey(path).replaceAll('.', '_');
    const read = new Set([...avoid(path), ...avoid(path.slice(0, -1))]);
    const keys = step.relationship.on.map(() => columns.take(`${name}_key`, read));
    const { validity } = step.relationship;
    const take = (part: string) => columns.take(`${name}_${part}`, read);
    const held = validity && {
      at: take('at'),
      from: take('from'),
      until: validity.to === undefined ? undefined : take('until'),
    };
    return { path, step, name: tables.take(name), keys, held };
  });
}

export function stepOf(path: JoinPath): JoinStep {
  return path.at(-1) as JoinStep;
}

/** Key columns that the select of `path` must give: those it is joined by, and those of joins that start from it. */
export function keyItems(joins: readonly Join[], path: JoinPath, resolved: ResolvedQuery): readonly Sql[] {
  const here = pathKey(path);
  return joins.flatMap(({ path: joined, step, keys, held }) => {
    const side = pathKey(joined) === here ? 'to' : pathKey(joined.slice(0, -1)) === here ? 'from' : undefined;
    if (side === undefined) return [];
    return [
      ...keyPairs(step, resolved).map(
        (pair, index) => sql`${pair[side]} AS ${identifier(keys[index] as string)}`,
      ),
      ...(held === undefined ? [] : heldItems(step, held, side)),
    ];
  });
}

function heldItems(
  { relationship: { validity } }: JoinStep,
  held: NonNullable<Join['held']>,
  side: 'from' | 'to',
): readonly Sql[] {
  if (validity === undefined) return [];
  if (side === 'from') return [sql`${bare(validity.at)} AS ${identifier(held.at)}`];
  return [
    sql`${bare(validity.from)} AS ${identifier(held.from)}`,
    ...(validity.to === undefined || held.until === undefined
      ? []
      : [sql`${bare(validity.to)} AS ${identifier(held.until)}`]),
  ];
}

/** Names of the columns of the dataset itself that its joins need. */
export function ownKeys(joins: readonly Join[]): readonly Sql[] {
  return joins
    .filter(({ path }) => path.length === 1)
    .flatMap(({ keys, held }) => [...keys, ...(held === undefined ? [] : [held.at])].map(identifier));
}

/**
 * One join. Of several versions ASOF finds the last that began by then; whether it still held is asked where its fields are read (`stillHeld`), and
 * before anything is joined to it.
 */
export function joinClause(
  made: Join,
  rows: Sql,
  { joins, own }: { joins: readonly Join[]; own: string },
): Sql {
  const { path, name, keys, held } = made;
  const parent = parentOf(path, joins);
  const side = identifier(parent?.name ?? own);
  const condition = parent === undefined ? undefined : stillHeld(parent, { joins, own });
  if (held === undefined && condition === undefined)
    return sql`LEFT ANY JOIN ${nested(rows)} AS ${identifier(name)} USING (${list(keys.map(identifier))})`;
  const equal = keys.map((key) => {
    const left = sql`${side}.${identifier(key)}`;
    return sql`${condition === undefined ? left : sql`if(${condition}, ${left}, NULL)`} = ${identifier(name)}.${identifier(key)}`;
  });
  if (held === undefined) return sql`LEFT ANY JOIN ${nested(rows)} AS ${identifier(name)} ON ${and(equal)}`;
  const began = sql`${side}.${identifier(held.at)} >= ${identifier(name)}.${identifier(held.from)}`;
  return sql`ASOF LEFT JOIN ${nested(rows)} AS ${identifier(name)} ON ${and([...equal, began])}`;
}

/** Whether the version that a join found had not ended; undefined when versions never end but by the next. */
export function stillHeld(
  { path, name, held }: Join,
  { joins, own }: { joins: readonly Join[]; own: string },
): Sql | undefined {
  if (held?.until === undefined) return undefined;
  const until = sql`${identifier(name)}.${identifier(held.until)}`;
  return sql`(${until} IS NULL OR ${identifier(parentOf(path, joins)?.name ?? own)}.${identifier(held.at)} < ${until})`;
}

function parentOf(path: JoinPath, joins: readonly Join[]): Join | undefined {
  const parent = pathKey(path.slice(0, -1));
  return joins.find((made) => pathKey(made.path) === parent);
}

function and(conditions: readonly Sql[]): Sql {
  return join(conditions, sql` AND `);
}

/** What must be equal: over the rows that a join starts from, and over those that it finds. */
function keyPairs(
  { relationship, day }: JoinStep,
  resolved: ResolvedQuery,
): readonly { readonly from: Sql; readonly to: Sql }[] {
  return relationship.on.map(({ from, to }) => ({
    from: day === undefined ? bare(from) : renderDimension(day, resolved),
    to: bare(to),
  }));
}

/** What the keys of a path's select read. */
export function keyIdentifiers(
  paths: readonly JoinPath[],
  path: JoinPath,
  resolved: ResolvedQuery,
): readonly string[] {
  const here = pathKey(path);
  return paths.flatMap((joined) => {
    const pairs = keyPairs(stepOf(joined), resolved);
    const { at, from: begin, to: end } = stepOf(joined).relationship.validity ?? {};
    const read = (...parts: readonly (Expression | undefined)[]) =>
      parts.flatMap((part) => [...(part?.identifiers ?? [])]);
    if (pathKey(joined) === here)
      return [...pairs.flatMap(({ to }) => [...to.identifiers]), ...read(begin, end)];
    return pathKey(joined.slice(0, -1)) === here
      ? [...pairs.flatMap(({ from }) => [...from.identifiers]), ...read(at)]
      : [];
  });
}
