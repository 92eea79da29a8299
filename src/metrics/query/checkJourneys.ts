import type { QueryIssue } from '../../errors.js';
import type {
  Breakdown,
  EventFilter,
  FunnelQuery,
  FunnelStep,
  LifecycleQuery,
  NamedFunnel,
  NamedRetention,
  RetentionQuery,
} from './journey.js';
import { checkMembers, withoutNulls, type Members, type Shape } from './members.js';
import type { MetricQuery, Span } from './metricQuery.js';

type Shapes<Type> = Readonly<Record<keyof Type, Shape>>;

const FUNNEL: Shapes<FunnelQuery & NamedFunnel> = {
  name: 'string',
  entity: 'string',
  steps: 'objects',
  window: 'object',
  anchor: 'string',
  ties: 'string',
  sameEvent: 'boolean',
  between: 'string',
  by: 'objects',
};
const RETENTION: Shapes<RetentionQuery & NamedRetention> = {
  name: 'string',
  entity: 'string',
  grain: 'string',
  periods: 'number',
  cohort: 'string',
  mode: 'string',
  cohortEvent: 'object',
  returnEvent: 'object',
  overall: 'boolean',
  by: 'objects',
};
const LIFECYCLE: Shapes<LifecycleQuery> = { entity: 'string', grain: 'string', by: 'objects' };

const FILTER: Shapes<EventFilter> = { where: 'object', segments: 'strings' };
const STEP: Shapes<FunnelStep> = { name: 'string', ...FILTER };
const SPAN: Shapes<Span> = { n: 'number', unit: 'string' };
const BREAKDOWN: Shapes<Breakdown> = {
  field: 'string',
  name: 'string',
  as: 'string',
  grain: 'string',
  part: 'string',
  choice: 'string',
};

type Journeys = Pick<MetricQuery, 'funnel' | 'retention' | 'lifecycle'>;

/** Checks the shape of the arguments that only these views have; gives them without members that are null. */
export function checkJourneys(query: Members, issues: QueryIssue[]): Journeys {
  const read = (value: unknown, expected: Expected): Members | undefined => {
    const members = withoutNulls(value);
    if (members === undefined) return undefined;
    checkMembers(members, expected, issues);
    return members;
  };
  const all = (value: unknown, expected: Expected): readonly Members[] | undefined =>
    Array.isArray(value)
      ? value.map(
          (item: unknown, index) => read(item, { ...expected, path: [...expected.path, index] }) ?? {},
        )
      : undefined;
  const by = (view: keyof Journeys, members: Members) =>
    all(members['by'], { shapes: BREAKDOWN, path: [view, 'by'], required: ['field'] });

  const found: Record<string, Members> = {};
  for (const [view, { shapes, required }] of Object.entries(VIEWS_WITH_ENTITY)) {
    // What a name stands for has everything that is needed.
    const named = withoutNulls(query[view])?.['name'] !== undefined;
    const members = read(query[view], { shapes, path: [view], required: named ? [] : required });
    if (members !== undefined)
      found[view] = { ...members, ...withoutNulls({ by: by(view as keyof Journeys, members) }) };
  }
  const { funnel, retention } = found;
  if (funnel !== undefined) {
    const steps = all(funnel['steps'], { shapes: STEP, path: ['funnel', 'steps'], required: ['name'] });
    const window = { shapes: SPAN, path: ['funnel', 'window'], required: ['n', 'unit'] };
    found['funnel'] = { ...funnel, ...withoutNulls({ steps, window: read(funnel['window'], window) }) };
  }
  if (retention !== undefined) {
    const events = (name: string) =>
      read(retention[name], { shapes: FILTER, path: ['retention', name], required: [] });
    const filters = { cohortEvent: events('cohortEvent'), returnEvent: events('returnEvent') };
    found['retention'] = { ...retention, ...withoutNulls(filters) };
  }
  return found;
}

const VIEWS_WITH_ENTITY = {
  funnel: { shapes: FUNNEL, required: ['entity', 'steps', 'window'] },
  retention: { shapes: RETENTION, required: ['entity', 'grain', 'periods'] },
  lifecycle: { shapes: LIFECYCLE, required: ['entity', 'grain'] },
} as const;

interface Expected {
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly path: QueryIssue['path'];
  readonly required: readonly string[];
}
