import type { QueryIssue } from '../../errors.js';
import { checkJourneys } from './checkJourneys.js';
import { MAX_NESTING } from './limits.js';
import { checkMembers, withoutNulls, type Members, type Shape } from './members.js';
import { VIEWS, type MetricQuery, type ParentRows, type Selection } from './metricQuery.js';

const QUERY: Readonly<Record<keyof MetricQuery, Shape>> = {
  dataset: 'string',
  view: 'string',
  time: 'object',
  timeDimension: 'string',
  timezone: 'string',
  where: 'object',
  segments: 'strings',
  select: 'objects',
  having: 'object',
  orderBy: 'objects',
  limit: 'number',
  offset: 'number',
  fill: 'boolean',
  other: 'boolean',
  parent: 'object',
  by: 'strings',
  of: 'string',
  search: 'string',
  custom: 'strings',
  funnel: 'object',
  retention: 'object',
  lifecycle: 'object',
};

const PARENT: Readonly<Record<keyof ParentRows, Shape>> = {
  select: 'objects',
  having: 'object',
  orderBy: 'objects',
  limit: 'number',
  offset: 'number',
  other: 'boolean',
  parent: 'object',
};

const SELECTION: Readonly<Record<keyof Selection, Shape>> = {
  field: 'string',
  as: 'string',
  grain: 'string',
  part: 'string',
  choice: 'string',
  where: 'object',
  segments: 'strings',
  shift: 'object',
  window: 'object',
  toDate: 'string',
  calculate: 'string',
  shareOf: 'string',
  name: 'string',
  agg: 'string',
  show: 'string',
};

/**
 * Checks that a question has the shape of one: it may come from a file. Members that are null count as absent. Adds to `issues` and gives undefined
 * when nothing more can be said of it; names and values are the resolver's to check.
 */
export function checkShape(value: unknown, issues: QueryIssue[]): MetricQuery | undefined {
  const before = issues.length;
  const query = withoutNulls(value);
  if (query === undefined) {
    issues.push({
      code: 'INVALID_ARGUMENT',
      path: [],
      message: 'A question is an object with "dataset", "view" and what it asks.',
    });
    return undefined;
  }
  checkMembers(query, { shapes: QUERY, path: [], required: ['dataset', 'view'] }, issues);
  if (typeof query['view'] === 'string' && !VIEWS.some((view) => view === query['view'])) {
    issues.push({
      code: 'INVALID_ARGUMENT',
      path: ['view'],
      message: `There is no view "${query['view']}": it is one of ${VIEWS.join(', ')}.`,
    });
  }
  const rows = checkRows(query, [], issues);
  const journeys = checkJourneys(query, issues);
  if (issues.length > before) return undefined;
  return { ...(query as unknown as MetricQuery), ...rows, ...journeys };
}

/** What a view selects, and what the view selects that it is nested in, without members that are null. */
function checkRows(
  view: Members,
  path: QueryIssue['path'],
  issues: QueryIssue[],
): Pick<MetricQuery, 'select' | 'parent'> {
  const select = Array.isArray(view['select'])
    ? view['select'].map((item: unknown) => withoutNulls(item) ?? {})
    : undefined;
  select?.forEach((selection, index) =>
    checkMembers(
      selection,
      { shapes: SELECTION, path: [...path, 'select', index], required: ['field'] },
      issues,
    ),
  );
  const parent = withoutNulls(view['parent']);
  if (parent !== undefined)
    checkMembers(parent, { shapes: PARENT, path: [...path, 'parent'], required: [] }, issues);
  return {
    ...(select !== undefined && { select: select as unknown as readonly Selection[] }),
    ...(parent !== undefined && {
      parent: { ...(parent as ParentRows), ...deeper(parent, [...path, 'parent'], issues) },
    }),
  };
}

/** Stops where nesting would be refused anyway: a file can nest deeper than a stack. */
function deeper(parent: Members, path: QueryIssue['path'], issues: QueryIssue[]) {
  if (path.length < MAX_NESTING) return checkRows(parent, path, issues);
  issues.push({ code: 'TOO_MANY', path, message: `Rows nest at most ${MAX_NESTING} levels deep.` });
  return {};
}
