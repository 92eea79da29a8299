import type { SecuredQuery } from '../policy/securedQuery.js';
import type { JoinStep, RowFilter } from '../resolve/resolvedQuery.js';
import { keyRanges } from './keyRanges.js';
import { renderConjunct } from './renderFilter.js';
import { scan } from './renderRows.js';
import { select } from './select.js';
import { bare, list, nested, sql, type Sql } from './sql.js';
import { atomsOf, pathOf } from './uses.js';

/** `key IN (SELECT key FROM other WHERE …)`, one for each relationship that the filters go through; filters further away nest. */
export function semiJoins(filters: readonly RowFilter[], secured: SecuredQuery, depth = 0): readonly Sql[] {
  const byStep = new Map<string, { step: JoinStep; filters: RowFilter[] }>();
  for (const filter of filters) {
    const step = pathFrom(filter)[depth] as JoinStep;
    const entry = byStep.get(step.relationship.name) ?? { step, filters: [] };
    entry.filters.push(filter);
    byStep.set(step.relationship.name, entry);
  }
  return [...byStep.values()].map(({ step, filters: inside }) => semiJoin(step, inside, { secured, depth }));
}

function semiJoin(
  { relationship, dataset }: JoinStep,
  filters: readonly RowFilter[],
  { secured, depth }: { secured: SecuredQuery; depth: number },
): Sql {
  const here = filters.filter((filter) => pathFrom(filter).length === depth + 1);
  const further = filters.filter((filter) => pathFrom(filter).length > depth + 1);
  const { from, where } = scan(dataset, secured);
  const path = pathFrom(filters[0] as RowFilter).slice(0, depth + 1);
  const conditions = [...keyRanges(path, secured.resolved), ...here].map((filter) =>
    renderConjunct(filter, secured.resolved),
  );
  const keys = select({
    items: relationship.on.map(({ to }) => bare(to)),
    from,
    where: [...where, ...conditions, ...semiJoins(further, secured, depth + 1)],
  });
  const left = relationship.on.map(({ from: key }) => key);
  const subject =
    left.length === 1 ? sql`${left[0] as (typeof left)[number]}` : sql`(${list(left.map(bare))})`;
  return sql`${subject} IN ${nested(keys)}`;
}

/** The one path that all conditions of the filter share. */
function pathFrom(filter: RowFilter) {
  const [atom] = atomsOf(filter);
  return atom === undefined ? [] : pathOf(atom);
}
