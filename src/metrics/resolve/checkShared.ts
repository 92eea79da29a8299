import { SHARED_TIME } from '../catalog/sharedDataset.js';
import type { MetricQuery, ParentRows } from '../query/metricQuery.js';
import { findNumber } from './findNumber.js';
import type { IssuePath } from './issues.js';
import type { Scope } from './scope.js';

const VIEWS: readonly MetricQuery['view'][] = ['rows', 'totals', 'rowCount', 'values'];

/**
 * Refuses views and arguments that mean rows of one dataset, and `date` as it stands, which is a day here and an instant there. Returns the question
 * without those arguments, so that nothing more is said of them.
 */
export function checkShared(scope: Scope, query: MetricQuery): MetricQuery {
  const { issues } = scope;
  if (!VIEWS.includes(query.view))
    issues.add(
      'INVALID_ARGUMENT',
      ['view'],
      `Several datasets have no ${query.view} together: each has rows and events of its own. Ask one of them.`,
    );
  if (query.timeDimension !== undefined)
    issues.add(
      'INVALID_ARGUMENT',
      ['timeDimension'],
      `Over several datasets each number is counted by its own time, which is "${SHARED_TIME}". By another time that they share, filter in "where".`,
    );
  if (query.segments !== undefined)
    issues.add(
      'INVALID_ARGUMENT',
      ['segments'],
      'Segments are of one dataset: give them to a number of that dataset, or filter by "where".',
    );
  query.by?.forEach((name, index) => checkUncut(scope, name, ['by', index]));
  if (query.of !== undefined) checkUncut(scope, query.of, ['of']);
  checkSelect(scope, query, []);
  const { timeDimension: _time, segments: _segments, ...kept } = query;
  return kept;
}

function checkSelect(scope: Scope, { select = [], parent }: ParentRows, path: IssuePath): void {
  for (const [index, { field, grain, part, segments }] of select.entries()) {
    const at = [...path, 'select', index];
    if (field === SHARED_TIME && grain === undefined && part === undefined)
      scope.issues.add(
        'INVALID_ARGUMENT',
        at,
        `"${SHARED_TIME}" is a day in one dataset and an instant in another: give it a grain or a part.`,
      );
    if (segments !== undefined && findNumber(scope, field)?.scope.dataset === scope.dataset)
      scope.issues.add(
        'INVALID_ARGUMENT',
        [...at, 'segments'],
        `Segments are of one dataset, and "${field}" is a metric over several: filter by "where".`,
      );
  }
  if (parent !== undefined) checkSelect(scope, parent, [...path, 'parent']);
}

function checkUncut({ issues }: Scope, name: string, path: IssuePath): void {
  if (name === SHARED_TIME)
    issues.add(
      'INVALID_ARGUMENT',
      path,
      `"${SHARED_TIME}" is a day in one dataset and an instant in another: name another dimension, or ask for rows by it with a grain.`,
    );
}
