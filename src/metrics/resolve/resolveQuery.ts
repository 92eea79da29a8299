import { canonicalTimezone, timezoneNames } from '../catalog/timezone.js';
import type { RoleCatalog } from '../catalog/roleCatalog.js';
import type { Dataset } from '../catalog/definitions.js';
import { SHARED_DATASET } from '../catalog/sharedDataset.js';
import { checkShape } from '../query/checkShape.js';
import type { MetricQuery } from '../query/metricQuery.js';
import type { WebsiteFacts } from '../query/websiteFacts.js';
import { QueryError } from '../../errors.js';
import { checkBuckets } from './checkBuckets.js';
import { ConditionBudget } from './conditionBudget.js';
import { Issues } from './issues.js';
import { JOURNEYS, resolveJourney } from './journey/resolveJourney.js';
import { checkShared } from './checkShared.js';
import { withNamedFields } from './names/namedFields.js';
import { WebsiteNames } from './names/websiteNames.js';
import { QuestionFacts } from './resolveFacts.js';
import { searchFilter } from './resolveSearch.js';
import { refuseMasked } from './refuseMasked.js';
import { resolveColumns } from './resolveColumns.js';
import { resolveHavingBehind } from './resolveHaving.js';
import { resolveOrder } from './resolveOrder.js';
import { resolvePage } from './resolvePage.js';
import { resolveRecords } from './resolveRecords.js';
import { resolveRows } from './resolveRows.js';
import { resolveTime } from './resolveTime.js';
import { allOf, resolveFilter } from './resolveWhere.js';
import type { ResolvedQuery } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { withAdded } from './withAdded.js';
import { zoneOf } from './zone.js';

/** What a question is asked in. */
interface Circumstances {
  /** The instant that relative ranges end at. */
  readonly now: Date;
  /** Settings and names of the websites that the caller may see; none act when absent. */
  readonly websites?: WebsiteFacts | undefined;
  /** Those of them whose rows of a dataset the caller may see; all when absent. */
  readonly websitesOf?: ((dataset: Dataset) => WebsiteFacts) | undefined;
}

/**
 * Puts definitions in the place of names. Throws one QueryError with every issue; paths of issues lead into the MetricQuery
 * (`['select', 2, 'field']`).
 */
export function resolveQuery(
  seen: RoleCatalog,
  asked: MetricQuery,
  { now, websites = [], websitesOf = () => websites }: Circumstances,
): ResolvedQuery {
  const issues = new Issues();
  const shaped = checkShape(asked, issues.found);
  if (shaped === undefined) throw new QueryError(issues.found);
  const names = new WebsiteNames(seen, { query: shaped, websitesOf }, issues);
  const { catalog } = names;
  const dataset = datasetOf(catalog, shaped);
  if (dataset === undefined) {
    unknownDataset(issues, shaped.dataset, catalog);
    throw new QueryError(issues.found);
  }
  const query = withNamedFields({ catalog, dataset, issues, names }, shaped);
  const wanted = query.timezone ?? dataset.timezone ?? 'UTC';
  const timezone = resolveTimezone(issues, wanted, catalog.definitions.timezones);
  const conditions = new ConditionBudget();
  const groups = { having: resolveHavingBehind, complete: withAdded };
  const zone = zoneOf(timezone);
  const scope: Scope = { catalog, dataset, zone, now, websites, issues, conditions, groups, names };
  const resolved =
    dataset === catalog.shared
      ? resolveShared(scope, query, timezone)
      : { query, dataset, timezone, ...resolveParts(scope, query, timezone) };
  checkBuckets(scope, resolved);
  if (issues.found.length > 0) throw new QueryError(names.inWords(issues.found));
  return { ...withAdded(scope, resolved), websites };
}

function datasetOf({ datasets, shared }: RoleCatalog, { dataset }: MetricQuery): Dataset | undefined {
  return dataset === SHARED_DATASET ? shared : datasets.get(dataset);
}

/** A question over several facts, each of which has its own rows, times and fields for the same names. */
function resolveShared(scope: Scope, query: MetricQuery, timezone: string): ResolvedQuery {
  const kept = checkShared(scope, query);
  const facts = new QuestionFacts(scope, kept);
  const resolved = resolveParts({ ...scope, facts }, kept, timezone);
  return facts.complete({ query: kept, dataset: scope.dataset, timezone, ...resolved });
}

function resolveParts(
  scope: Scope,
  query: MetricQuery,
  timezone: string,
): Omit<ResolvedQuery, 'query' | 'dataset' | 'timezone'> {
  checkArguments(scope, query);
  const time = resolveTime(scope, query);
  const none = { having: undefined, order: [], limit: 1, offset: 0, fill: undefined };
  switch (query.view) {
    case 'rows':
      return resolveRows(scope, query, {
        time,
        timezone,
        filter: once(() => resolveFilter(scope, query, [])),
      });
    case 'records': {
      const records = resolveRecords(scope, query);
      const filter = resolveFilter(scope, query, []);
      return { ...none, ...records, time, filter, ...resolvePage(scope, query) };
    }
    case 'values': {
      const columns = resolveColumns(scope, query);
      for (const column of columns)
        if (column.kind === 'dimension' && column.field.dimension.mask !== undefined)
          refuseMasked(scope, query.of ?? '', ['of']);
      const filter = allOf([resolveFilter(scope, query, []), searchFilter(scope, query, columns)]);
      const order = resolveOrder(scope, { orderBy: undefined, columns, time: undefined });
      return { ...none, time, filter, columns, order, ...resolvePage(scope, query) };
    }
    case 'funnel':
    case 'retention':
    case 'lifecycle':
      return { ...none, time, ...resolveJourney(scope, { ...query, view: query.view }, time) };
    case 'totals':
    case 'rowCount': {
      const columns = resolveColumns(scope, query);
      return { ...none, time, filter: resolveFilter(scope, query, []), columns };
    }
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

function unknownDataset(issues: Issues, name: string, catalog: RoleCatalog): void {
  issues.unknown('UNKNOWN_DATASET', ['dataset'], {
    sentence: `There is no dataset "${name}".`,
    name,
    candidates: [...catalog.datasets.keys(), ...(catalog.shared === undefined ? [] : [SHARED_DATASET])],
  });
}

/**
 * Falls back to UTC after reporting, so that the rest of the question is checked too. A zone that only Node knows would fail in the engine.
 */
function resolveTimezone(issues: Issues, name: string, known: ReadonlySet<string> | undefined): string {
  const timezone = canonicalTimezone(name);
  if (timezone !== undefined && known?.has(timezone) !== false) return timezone;
  const sentence = `"${name}" is not a time zone: give a name of the tz database, such as "Europe/Berlin". An offset is not enough, because clocks change.`;
  const candidates = timezoneNames().filter((zone) => known?.has(zone) !== false);
  issues.unknown('INVALID_TIMEZONE', ['timezone'], { sentence, name, candidates });
  return 'UTC';
}

/** Arguments that only one view has. `totals` ignore those of rows, so that one scope can ask for both. */
function checkArguments({ issues }: Scope, query: MetricQuery): void {
  const { view } = query;
  const refuse = (argument: keyof MetricQuery) => {
    if (query[argument] !== undefined)
      issues.add('INVALID_ARGUMENT', [argument], `"${argument}" has no meaning in the view "${view}".`);
  };
  if (view === 'rows' || view === 'totals')
    for (const argument of ['by', 'of', 'search'] as const) refuse(argument);
  else for (const argument of ['having', 'fill', 'other', 'parent'] as const) refuse(argument);
  if (view === 'records') for (const argument of ['by', 'of', 'search'] as const) refuse(argument);
  if (view === 'rowCount' || view === 'values')
    for (const argument of ['select', 'orderBy'] as const) refuse(argument);
  for (const argument of JOURNEYS) if (argument !== view) refuse(argument);
  if (JOURNEYS.some((journey) => journey === view))
    for (const argument of ['select', 'orderBy', 'by', 'of', 'search'] as const) refuse(argument);
  if (view === 'rowCount') {
    for (const argument of ['limit', 'offset', 'of', 'search'] as const) refuse(argument);
    if ((query.by ?? []).length === 0)
      issues.add(
        'EMPTY_SELECTION',
        ['by'],
        'Name at least one dimension in "by": its distinct groups are counted.',
      );
  }
  if (view === 'values') {
    refuse('by');
    if (query.of === undefined)
      issues.add('EMPTY_SELECTION', ['of'], 'Name the dimension in "of": its distinct values are listed.');
  }
}
