import type { Dataset } from '../../catalog/definitions.js';
import { SHARED_DATASET, SHARED_MEMBERS } from '../../catalog/sharedDataset.js';
import type { MetricQuery, ParentRows, Selection } from '../../query/metricQuery.js';
import type { Breakdown } from '../../query/journey.js';
import type { IssuePath } from '../issues.js';
import { show } from '../readValue.js';
import type { Scope } from '../scope.js';
import { CUSTOM_AGGREGATIONS } from './customMembers.js';
import { GOAL_NUMBERS } from './goalNumbers.js';
import type { AskedAt } from './websiteNames.js';

type NamingScope = Pick<Scope, 'catalog' | 'dataset' | 'issues' | 'names'>;

/** Fields that ask for something by the name that a website gave it. */
const NAMED = ['custom', 'customMetric', 'goal'] as const;

/** The question with a member of its dataset in the place of each field that is asked by a website's name. */
export function withNamedFields(scope: NamingScope, query: MetricQuery): MetricQuery {
  const { funnel, retention, lifecycle, by, of, custom = [] } = query;
  const names = custom.map((name, index) => customName(scope, name, ['custom', index]));
  if (query.view === 'values' && custom.length > 0 && (of !== undefined || custom.length > 1))
    scope.issues.add('INVALID_ARGUMENT', ['custom'], 'Values are those of one dimension: one in "of", or one name in "custom".'); // prettier-ignore
  else if (custom.length > 0 && query.view !== 'values' && query.view !== 'rowCount')
    scope.issues.add('INVALID_ARGUMENT', ['custom'], `"custom" has no meaning in the view "${query.view}": select it as a field.`); // prettier-ignore
  const broken = <Journey extends { readonly by?: readonly Breakdown[] | undefined }>(
    journey: Journey,
    view: string,
  ) => (journey.by === undefined ? journey : { ...journey, by: fields(scope, journey.by, [view, 'by']) });
  return {
    ...query,
    ...rows(scope, query, []),
    ...(query.view === 'values' && names.length > 0 && { of: names[0] }),
    ...(query.view === 'rowCount' && names.length > 0 && { by: [...(by ?? []), ...names] }),
    ...(funnel !== undefined && { funnel: broken(funnel, 'funnel') }),
    ...(retention !== undefined && { retention: broken(retention, 'retention') }),
    ...(lifecycle !== undefined && { lifecycle: broken(lifecycle, 'lifecycle') }),
  };
}

function rows(
  scope: NamingScope,
  { select, parent }: ParentRows,
  path: IssuePath,
): Pick<ParentRows, 'select' | 'parent'> {
  return {
    ...(select !== undefined && { select: fields(scope, select, [...path, 'select']) }),
    ...(parent !== undefined && { parent: { ...parent, ...rows(scope, parent, [...path, 'parent']) } }),
  };
}

function fields<Field extends Selection | Breakdown>(
  scope: NamingScope,
  all: readonly Field[],
  path: IssuePath,
): readonly Field[] {
  return all.map((field, index) => ({ ...field, ...namedField(scope, field, [...path, index]) }));
}

/** What changes of a selected field. */
function namedField(scope: NamingScope, selection: Selection, path: IssuePath): Partial<Selection> {
  const { names, issues } = scope;
  const { field, name, agg = 'SUM', show: number = 'CONVERSIONS', as = field } = selection;
  const steps = field.split('.');
  const last = steps.pop();
  const kind = NAMED.find((known) => known === last);
  const dataset = kind === undefined ? undefined : datasetAt(scope, steps);
  if (kind === undefined || dataset === undefined || !names.serves(dataset)[kind]) {
    refuse(scope, { selection, keep: [] }, path);
    return {};
  }
  refuse(scope, { selection, keep: ['name', ...(kind === 'goal' ? ['show' as const] : kind === 'customMetric' ? ['agg' as const] : [])] }, path); // prettier-ignore
  const at: AskedAt = { dataset, isOwn: steps.length === 0, path };
  if (name === undefined) {
    issues.add(
      'INVALID_ARGUMENT',
      [...path, 'name'],
      `"${field}" needs a "name": what the website calls it.`,
    );
    return { field: [...steps, names.unnamed(at, kind)].join('.'), as };
  }
  const words = {
    agg: wordOf(scope, { asked: agg, words: CUSTOM_AGGREGATIONS }, [...path, 'agg']),
    number: wordOf(scope, { asked: number, words: GOAL_NUMBERS }, [...path, 'show']),
  };
  const member =
    kind === 'custom'
      ? names.dimension(at, name).name
      : kind === 'goal'
        ? names.goal(at, { name, show: words.number })
        : names.metric(at, { name, agg: words.agg });
  return { field: [...steps, member].join('.'), as };
}

function customName(scope: NamingScope, name: string, path: IssuePath): string {
  const { names, dataset, issues } = scope;
  if (names.serves(dataset).custom)
    return names.dimension({ dataset, isOwn: true, path, isList: true }, name).name;
  issues.add('INVALID_ARGUMENT', path, `Dataset "${dataset.name}" has no custom dimensions.`);
  return dataset.dimensions.keys().next().value ?? '';
}

/** Arguments that a field does not have. */
function refuse(
  { issues }: NamingScope,
  { selection, keep }: { selection: Selection; keep: readonly ('name' | 'agg' | 'show')[] },
  path: IssuePath,
): void {
  for (const argument of ['name', 'agg', 'show'] as const)
    if (selection[argument] !== undefined && !keep.includes(argument))
      issues.add('INVALID_ARGUMENT', [...path, argument], `"${selection.field}" has no "${argument}".`);
}

function wordOf<Word extends string>(
  { issues }: NamingScope,
  { asked, words }: { asked: string; words: readonly [Word, ...Word[]] },
  path: IssuePath,
): Word {
  const found = words.find((word) => word === asked);
  if (found === undefined)
    issues.unknown('INVALID_ARGUMENT', path, {
      sentence: `There is no ${String(path.at(-1))} ${show(asked)}: it is one of ${words.join(', ')}.`,
      name: asked,
      candidates: words,
    });
  return found ?? words[0];
}

/** The dataset that the way to a field leads to, through relationships of any kind. */
function datasetAt({ catalog, dataset }: NamingScope, steps: readonly string[]): Dataset | undefined {
  const shared = dataset.name === SHARED_DATASET;
  const way = shared && steps[0] === SHARED_MEMBERS ? steps.slice(1) : steps;
  if (shared && way.length > 0) return way.length > 1 ? undefined : catalog.datasets.get(way[0] as string);
  return way.reduce<Dataset | undefined>(
    (place, step) => catalog.datasets.get(place?.relationships.get(step)?.to ?? ''),
    dataset,
  );
}
