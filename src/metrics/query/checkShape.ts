import type { QueryIssue } from '../../errors.js';
import { MAX_NESTING } from './limits.js';
import { VIEWS, type MetricQuery, type ParentRows, type Selection } from './metricQuery.js';

/** What a member of a question holds. */
type Shape = 'string' | 'number' | 'boolean' | 'object' | 'strings' | 'objects';

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
};

const PARENT: Readonly<Record<keyof ParentRows, Shape>> = {
  select: 'objects',
  having: 'object',
  orderBy: 'objects',
  limit: 'number',
  offset: 'number',
  parent: 'object',
};

const SELECTION: Readonly<Record<keyof Selection, Shape>> = {
  field: 'string',
  as: 'string',
  grain: 'string',
  part: 'string',
  where: 'object',
  segments: 'strings',
  shift: 'object',
  window: 'object',
  toDate: 'string',
  calculate: 'string',
  shareOf: 'string',
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
  if (issues.length > before) return undefined;
  return { ...(query as unknown as MetricQuery), ...rows };
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

type Members = Readonly<Record<string, unknown>>;

/** A copy without members that are null or undefined; undefined when it is no object. */
function withoutNulls(value: unknown): Members | undefined {
  if (!fits(value, 'object')) return undefined;
  return Object.fromEntries(
    Object.entries(value as Members).filter(([, member]) => member !== null && member !== undefined),
  );
}

function checkMembers(
  value: Members,
  expected: {
    shapes: Readonly<Record<string, Shape>>;
    path: QueryIssue['path'];
    required: readonly string[];
  },
  issues: QueryIssue[],
): void {
  const { shapes, path, required } = expected;
  for (const name of required) {
    if (value[name] === undefined)
      issues.push({ code: 'INVALID_ARGUMENT', path: [...path, name], message: `"${name}" is missing.` });
  }
  for (const [name, member] of Object.entries(value)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined)
      issues.push({
        code: 'INVALID_ARGUMENT',
        path: [...path, name],
        message: `There is no argument "${name}": it is one of ${Object.keys(shapes).join(', ')}.`,
      });
    else if (!fits(member, shape))
      issues.push({
        code: 'INVALID_ARGUMENT',
        path: [...path, name],
        message: `"${name}" has to be ${NAMES[shape]}.`,
      });
  }
}

const NAMES: Readonly<Record<Shape, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  strings: 'a list of strings',
  objects: 'a list of objects',
};

function fits(value: unknown, shape: Shape): boolean {
  switch (shape) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === shape;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'objects':
      return Array.isArray(value) && value.every((item) => fits(item, 'object'));
  }
}
