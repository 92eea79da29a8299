import type { MetricQuery, Selection } from '../../src/metrics/query/metricQuery.js';
import type { Meaning, MetricPart, View, Views } from './catalogView.js';
import { answer, groupsOf, keysOf, readDimension, readNumberColumn, readPage, shownGroups, type Answer, type Column } from './evaluate.js'; // prettier-ignore
import { groupFilter, groupOrder } from './groups.js';
import { invalid, Undecided } from './invalid.js';
import { readField, readWhere, type Scope } from './rows.js';
import type { DimensionColumn, GroupScope } from './series.js';
import { hasSpine } from './spine.js';
import { readRange, type Range } from './timeRange.js';

/** Answers a question over several datasets: each number is of the rows of its own, by what all of them share. */
export function evaluateFacts(views: Views, query: MetricQuery, now: Date): Answer {
  for (const argument of [
    'timeDimension',
    'segments',
    'by',
    'of',
    'search',
    'parent',
    'other',
    'fill',
  ] as const)
    if (query[argument] !== undefined) invalid(`${argument} over several datasets`);
  const facts = [...views.values()].filter(({ numbers }) => numbers.size > 0);
  const zones = new Set(facts.map(({ spec }) => spec.timezone));
  const zone = query.timezone ?? (zones.size === 1 ? [...zones][0] : undefined) ?? 'UTC';
  const weekStart = facts.every(({ spec }) => spec.weekStart === 'sunday') ? 'sunday' : 'monday';
  const { select = [] } = query;
  const keys = keysOf(select);
  // A relationship comes before a dataset of its name; which of them are shared is not followed.
  const ways = new Set(facts.flatMap(({ relationships }) => [...relationships.keys()]));
  if (select.some(({ field }) => ways.has(field.split('.')[0] ?? ''))) throw new Undecided();
  const named = (name: string): { fact: View; member: string } | undefined => {
    const [dataset = '', member = ''] = name.split('.');
    const fact = views.get(dataset);
    return fact?.numbers.has(member) === true ? { fact, member } : undefined;
  };
  const numbers = new Map(facts.flatMap((fact) => [...fact.numbers].map(([name, part]): [string, MetricPart] => [`${fact.name}.${name}`, part]))); // prettier-ignore
  const shared: View = { ...(facts[0] ?? invalid('No facts.')), name: 'metrics', rows: [], dimensions: sharedOf(facts), numbers, relationships: new Map(), segments: new Map() }; // prettier-ignore
  const scope: Scope = { views, view: { ...shared, spec: { dataset: 'metrics', description: '', weekStart, time: 'date' } }, zone, now }; // prettier-ignore
  const dimensions = select.flatMap((selection, index) => numbers.has(selection.field) ? [] : [readShared(scope, selection, keys[index] as string)]); // prettier-ignore
  const all = { groups: [], needed: [] };
  const scopes = new Map<string, GroupScope>();
  const factScope = (fact: View, time: string | undefined): GroupScope => {
    const known = scopes.get(`${fact.name} ${String(time)}`);
    if (known !== undefined) return known;
    const view: View = { ...fact, spec: { ...fact.spec, weekStart } };
    const own: Scope = { views, view: { ...view, dimensions: sharedDimensions(view, time) }, zone, now };
    const rangeOver = (name: string): Range | undefined => readRange({ ...own, view }, { ...query, timeDimension: name }); // prettier-ignore
    const where = readWhere(own, query.where);
    const made: GroupScope = {
      ...own,
      view,
      dimensions: dimensions.map((column) =>
        ownNamed(readDimension(own, column.selection, column.key), time),
      ),
      rows: view.rows.filter(where),
      time: time === undefined ? undefined : readField({ ...own, view }, time),
      rangeOver: (field) => (query.time === undefined ? undefined : rangeOver(field.name)),
      all,
      tables: new Map(),
      countedBy: (other) => {
        const own = other ?? timeOf(fact);
        if (own === undefined && query.time !== undefined && query.time.all !== true)
          invalid('No time to range over.');
        return factScope(fact, own);
      },
    };
    scopes.set(`${fact.name} ${String(time)}`, made);
    return made;
  };
  const groupScope: GroupScope = {
    ...scope,
    dimensions,
    rows: [],
    time: dimensions.find(({ field }) => field.name === 'date')?.field,
    rangeOver: () => undefined,
    all,
    tables: new Map(),
    placeOf: (name) => {
      const place = named(name);
      if (place === undefined) return undefined;
      if (hasSpine(place.fact, place.member)) throw new Undecided();
      const part = place.fact.numbers.get(place.member);
      const own = part?.kind === 'measure' ? part.spec.time : undefined;
      // Each of its numbers may have a time of its own, or not.
      const isMade = part?.kind === 'metric' || part?.spec.of !== undefined;
      if (isMade && own === undefined && timeOf(place.fact) === undefined) throw new Undecided();
      return { scope: factScope(place.fact, own ?? timeOf(place.fact)), member: place.member };
    },
  };
  const columns = select.map((selection, index): Column => dimensions.find(({ key }) => key === keys[index]) ?? readNumberColumn(groupScope, selection, { key: keys[index] as string, query })); // prettier-ignore
  const having = groupFilter(groupScope, query.having, columns);
  const order = groupOrder(groupScope, { orderBy: query.orderBy, columns });
  if (query.view === 'totals' && dimensions.length > 0) invalid('Totals have no groups.');
  if (all.needed.length === 0) invalid('Numbers of which datasets?');
  const { limit, offset } = readPage(query, undefined);
  const groups = shownGroups(groupScope, columns, groupsOf(groupScope));
  if (query.view === 'totals') return answer(scope, columns, groups);
  return answer(
    scope,
    columns,
    groups
      .filter(having)
      .sort(order)
      .slice(offset, offset + limit),
  );
}

/** The time that a dataset is counted by, if it is seen. */
function timeOf({ spec, dimensions }: View): string | undefined {
  return spec.time !== undefined && dimensions.has(spec.time) ? spec.time : undefined;
}

/** `date` is the time itself: what is cut of it is moved by it. */
function ownNamed(column: DimensionColumn, time: string | undefined): DimensionColumn {
  return column.selection.field === 'date' && time !== undefined ? { ...column, field: { ...column.field, name: time } } : column; // prettier-ignore
}

function readShared(scope: Scope, selection: Selection, key: string): DimensionColumn {
  if (selection.field === 'date' && selection.grain === undefined && selection.part === undefined)
    invalid('A date of several datasets is cut.');
  return readDimension(scope, selection, key);
}

/** Shared dimensions of one dataset under the names that are shared. */
function sharedDimensions(view: View, time: string | undefined): ReadonlyMap<string, Meaning> {
  const shared = new Map<string, Meaning>();
  const own = time === undefined ? undefined : view.dimensions.get(time);
  if (own !== undefined) shared.set('date', own);
  for (const [name, { conforms }] of Object.entries(view.spec.dimensions ?? {})) {
    const meaning = view.dimensions.get(name);
    if (conforms !== undefined && meaning !== undefined && !shared.has(conforms))
      shared.set(conforms, meaning);
  }
  return shared;
}

/** What any of them has; `date` is an instant as soon as one of them is. */
function sharedOf(facts: readonly View[]): ReadonlyMap<string, Meaning> {
  const shared = new Map<string, Meaning>();
  for (const fact of facts)
    for (const [name, meaning] of sharedDimensions(fact, timeOf(fact)))
      if (shared.get(name)?.type !== 'time') shared.set(name, meaning.type === 'time' ? meaning : (shared.get(name) ?? meaning)); // prettier-ignore
  return shared;
}
