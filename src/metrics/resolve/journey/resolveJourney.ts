import { tellsApart } from '../../catalog/policies/mask.js';
import type { Preset } from '../../catalog/preset.js';
import type { Breakdown } from '../../query/journey.js';
import type { MetricQuery } from '../../query/metricQuery.js';
import { formatDay } from '../calendar.js';
import { Issues, type IssuePath } from '../issues.js';
import { refuseMasked } from '../refuseMasked.js';
import { resolveColumns } from '../resolveColumns.js';
import { resolvePage } from '../resolvePage.js';
import { timeDimension } from '../resolveTime.js';
import { resolveFilter } from '../resolveWhere.js';
import type { DimensionField, ResolvedColumn, ResolvedQuery, ResolvedTime } from '../resolvedQuery.js';
import type { Scope } from '../scope.js';
import { findFunnel, findPreset } from './findPreset.js';
import type { JourneyParts } from './journeyParts.js';
import { resolveFunnel } from './resolveFunnel.js';
import { resolveLifecycle } from './resolveLifecycle.js';
import { resolveRetention } from './resolveRetention.js';
import type { ResolvedJourney } from './resolvedJourney.js';

export const JOURNEYS = ['funnel', 'retention', 'lifecycle'] as const;
export type JourneyView = (typeof JOURNEYS)[number];

/** Keys of the answer that each view has of its own; no dimension of `by` can take one. */
const JOURNEY_KEYS = {
  funnel: [
    'step',
    'name',
    'entered',
    'converted',
    'pending',
    'lost',
    'rate',
    'ratePrevious',
    'medianSeconds',
    'medianSecondsPrevious',
  ],
  retention: ['cohort', 'size', 'period', 'retained', 'rate'],
  lifecycle: ['bucket', 'active', 'new', 'returning', 'resurrected', 'dormant'],
} as const satisfies Record<JourneyView, readonly string[]>;

/** A view that follows entities. Undefined parts are reported; the question then fails as a whole. */
export function resolveJourney(
  scope: Scope,
  query: MetricQuery & { readonly view: JourneyView },
  range: ResolvedTime | undefined,
): Pick<ResolvedQuery, 'columns' | 'filter' | 'journey' | 'limit' | 'offset'> {
  const { view } = query;
  const filter = resolveFilter(scope, query, []);
  const page = resolvePage(scope, query);
  const asked = query[view];
  if (asked === undefined) {
    scope.issues.add(
      'EMPTY_SELECTION',
      [view],
      `Say in "${view}" whom to follow: it has at least "entity"${view === 'funnel' ? ', "steps" and "window"' : ' and "grain"'}.`,
    );
    return { columns: [], filter, ...page };
  }
  const columns = resolveBy(scope, { view, by: asked.by ?? [] });
  const presets = {
    funnel: findFunnel(scope, query.funnel),
    retention: findPreset(scope, 'retention', nameOf(query.retention)),
  };
  const name = asked.entity ?? presets.funnel?.funnel.entity ?? presets.retention?.retention.entity;
  // There is no such preset, which is reported.
  if (name === undefined) return { columns, filter, ...page };
  const entity = resolveEntity(scope, { view, name });
  const dimension = timeDimension(scope, query, false);
  if (dimension === undefined && query.timeDimension === undefined)
    scope.issues.add(
      'INVALID_TIME',
      ['timeDimension'],
      `Dataset "${scope.dataset.name}" has no default time dimension, by which its rows follow each other: name one in "timeDimension", or ask a dataset of events.`,
    );
  const { dataset, now, zone } = scope;
  // Goes on with any dimension, so that the rest is checked too: what is missing has been reported.
  const place = { path: [], dataset };
  const any = dimension ?? entity?.dimension;
  if (any === undefined) return { columns, filter, ...page };
  const parts: JourneyParts = {
    entity: entity ?? { ...place, dimension: any },
    time: { ...place, dimension: any },
    range,
    now: now.getTime(),
    today: formatDay(zone.dayOf(now.getTime())),
  };
  return { columns, filter, journey: resolveOwn(scope, query, { ...parts, presets }), ...page };
}

interface Presets {
  readonly funnel: Extract<Preset, { kind: 'funnel' }> | undefined;
  readonly retention: Extract<Preset, { kind: 'retention' }> | undefined;
}

function nameOf(asked: MetricQuery['funnel'] | MetricQuery['retention']): string | undefined {
  return asked !== undefined && 'name' in asked ? asked.name : undefined;
}

function resolveOwn(
  scope: Scope,
  { view, funnel, retention, lifecycle }: MetricQuery & { readonly view: JourneyView },
  { presets, ...parts }: JourneyParts & { readonly presets: Presets },
): ResolvedJourney | undefined {
  if (view === 'funnel' && funnel !== undefined)
    return resolveFunnel(scope, funnel, { ...parts, preset: presets.funnel?.funnel });
  if (view === 'retention' && retention !== undefined)
    return resolveRetention(scope, retention, { ...parts, preset: presets.retention?.retention });
  return lifecycle === undefined ? undefined : resolveLifecycle(scope, lifecycle, parts);
}

function resolveEntity(
  scope: Scope,
  { view, name }: { view: JourneyView; name: string },
): DimensionField | undefined {
  const [column] = within(scope, (inner) =>
    resolveColumns(inner, { dataset: scope.dataset.name, view: 'values', of: name }),
  )(() => [view, 'entity']);
  if (column?.kind !== 'dimension') return undefined;
  const { mask } = column.field.dimension;
  // Who looks like somebody else would be followed as the same.
  return mask === undefined || tellsApart(mask) ? column.field : refuseMasked(scope, name, [view, 'entity']);
}

/** Dimensions are resolved as those of single rows are, with grains and parts. */
function resolveBy(
  scope: Scope,
  { view, by }: { view: JourneyView; by: readonly Breakdown[] },
): readonly ResolvedColumn[] {
  if (by.length === 0) return [];
  const columns = within(scope, (inner) =>
    resolveColumns(inner, { dataset: scope.dataset.name, view: 'records', select: by }),
  )((path) => [view, 'by', ...path.slice(1)]);
  const own: readonly string[] = JOURNEY_KEYS[view];
  columns.forEach(({ key }, index) => {
    if (own.includes(key.split('.')[0] as string))
      scope.issues.add(
        'DUPLICATE_KEY',
        [view, 'by', index],
        `"${key}" is a key of this view's own: give the dimension another name with "as".`,
      );
  });
  return columns;
}

/** Resolves something as a part of another question, and says its issues where they are in this one. */
function within<Value>(
  scope: Scope,
  resolve: (scope: Scope) => Value,
): (place: (path: IssuePath) => IssuePath) => Value {
  return (place) => {
    const issues = new Issues();
    const value = resolve({ ...scope, issues });
    for (const issue of issues.found) scope.issues.found.push({ ...issue, path: place(issue.path) });
    return value;
  };
}
