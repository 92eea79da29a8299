import type { JoinPath, JoinStep, ResolvedQuery } from '../resolve/resolvedQuery.js';
import type { Names } from './names.js';
import { renderDimension } from './renderDimension.js';
import { bare, identifier, sql, type Sql } from './sql.js';
import { pathKey } from './uses.js';

/** One join: both sides give its key columns the same names, so that USING can say it. */
export interface Join {
  readonly path: JoinPath;
  readonly step: JoinStep;
  /** What the joined rows are called: `site_region`. */
  readonly name: string;
  readonly keys: readonly string[];
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
    return { path, step, name: tables.take(name), keys };
  });
}

export function stepOf(path: JoinPath): JoinStep {
  return path.at(-1) as JoinStep;
}

/** Key columns that the select of `path` must give: those it is joined by, and those of joins that start from it. */
export function keyItems(joins: readonly Join[], path: JoinPath, resolved: ResolvedQuery): readonly Sql[] {
  const here = pathKey(path);
  return joins.flatMap(({ path: joined, step, keys }) => {
    const side = pathKey(joined) === here ? 'to' : pathKey(joined.slice(0, -1)) === here ? 'from' : undefined;
    if (side === undefined) return [];
    return keyPairs(step, resolved).map(
      (pair, index) => sql`${pair[side]} AS ${identifier(keys[index] as string)}`,
    );
  });
}

/** What must be equal: over the rows that a join starts from, and over those that it finds. */
export function keyPairs(
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
    if (pathKey(joined) === here) return pairs.flatMap(({ to }) => [...to.identifiers]);
    return pathKey(joined.slice(0, -1)) === here ? pairs.flatMap(({ from }) => [...from.identifiers]) : [];
  });
}
