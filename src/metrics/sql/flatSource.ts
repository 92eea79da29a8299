import type { SecuredQuery } from '../policy/securedQuery.js';
import { isWithin } from './calendarDays.js';
import { rangesBefore } from './keyRanges.js';
import type { JoinNeeds } from './joinNeeds.js';
import { memoized } from './memoized.js';
import { renderAggregate, renderTwoSteps, type Aggregation } from './renderAggregate.js';
import { renderDimension } from './renderDimension.js';
import { renderAtom, renderConjunct, renderFilter, renderTime } from './renderFilter.js';
import { scan } from './renderRows.js';
import type { RowSource, SourceNeeds } from './rowSource.js';
import { semiJoins } from './semiJoin.js';
import type { Sql } from './sql.js';
import type { AggregateNode } from './uses.js';

/** The dataset's own rows, grouped where they are read. */
export function flatSource(secured: SecuredQuery, needs: JoinNeeds, { grouped }: SourceNeeds): RowSource {
  const { resolved } = secured;
  const { from, on } = scan(resolved.dataset, secured);
  const aggregation = ({ measure, filter }: AggregateNode): Aggregation => {
    const condition =
      filter === undefined ? undefined : renderFilter(filter, (atom) => renderAtom(atom, resolved));
    return { measure, condition, mayBeEmpty: !grouped };
  };
  return {
    from,
    on,
    joins: [],
    where: localConditions(secured, needs),
    dimension: memoized((field) => renderDimension(field, resolved)),
    aggregate: memoized((node) => renderAggregate(aggregation(node))),
    steps: memoized((node) => renderTwoSteps(aggregation(node))),
    condition: (filter) => renderFilter(filter, (atom) => renderAtom(atom, resolved)),
  };
}

/** What every row of the dataset itself must satisfy: the policy first, then the range, then the filters. */
export function localConditions(secured: SecuredQuery, needs: JoinNeeds): readonly Sql[] {
  const { resolved } = secured;
  return [
    ...scan(resolved.dataset, secured).where,
    ...renderTime(resolved.time),
    ...rangesBefore(resolved).map((range) => renderAtom(range, resolved)),
    ...(resolved.within === undefined ? [] : [isWithin(resolved.within, secured)]),
    ...needs.local.map((filter) => renderConjunct(filter, resolved)),
    ...semiJoins(needs.semi, secured),
  ];
}
