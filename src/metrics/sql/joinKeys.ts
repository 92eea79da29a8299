import type { Relationship } from '../catalog/definitions.js';
import type { JoinPath, JoinStep } from '../resolve/resolvedQuery.js';
import type { Names } from './names.js';
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
export function keyItems(joins: readonly Join[], path: JoinPath): readonly Sql[] {
  const here = pathKey(path);
  return joins.flatMap(({ path: joined, step, keys }) => {
    if (pathKey(joined) === here) return named(step.relationship.on, 'to', keys);
    return pathKey(joined.slice(0, -1)) === here ? named(step.relationship.on, 'from', keys) : [];
  });
}

function named(on: Relationship['on'], side: 'from' | 'to', keys: readonly string[]): readonly Sql[] {
  return on.map((pair, index) => sql`${bare(pair[side])} AS ${identifier(keys[index] as string)}`);
}

/** What the keys of a path's select read. */
export function keyIdentifiers(paths: readonly JoinPath[], path: JoinPath): readonly string[] {
  const here = pathKey(path);
  return paths.flatMap((joined) => {
    const { on } = stepOf(joined).relationship;
    if (pathKey(joined) === here) return on.flatMap(({ to }) => [...to.identifiers]);
    return pathKey(joined.slice(0, -1)) === here ? on.flatMap(({ from }) => [...from.identifiers]) : [];
  });
}
