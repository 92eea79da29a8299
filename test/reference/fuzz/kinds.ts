import type { DatasetSpec } from '../../../src/metrics/catalog/catalogSpec.js';
import type { MetricQuery, Selection } from '../../../src/metrics/query/metricQuery.js';
import { CALCULATIONS, VIEWS } from '../../../src/metrics/query/metricQuery.js';
import type { FuzzWorld } from './makeCatalog.js';

const JOURNEYS: readonly string[] = ['funnel', 'retention', 'lifecycle'];
const QUESTION = ['where', 'segments', 'having', 'orderBy', 'limit', 'offset', 'fill', 'other', 'time', 'timeDimension', 'parent', 'search'] as const; // prettier-ignore
const SHIFTS = ['n', 'startOf', 'previous', 'range'] as const;
const NUMBER = ['where', 'segments', 'window', 'toDate', 'show'] as const;
const METRICS = ['ratio', 'derived', 'filtered', 'cumulative', 'shift', 'level', 'rank', 'conversion'] as const; // prettier-ignore

/** Every kind that a question may be of, so that one which is never asked is seen. */
export const KINDS: readonly string[] = [
  ...VIEWS.filter((view) => !JOURNEYS.includes(view)).map((view) => `view ${view}`),
  ...QUESTION.filter((name) => name !== 'parent').map((name) => `asked ${name}`),
  ...['dimension', 'grain', 'part', 'related', 'to-many', 'nested', 'facts'].map((name) => `asked ${name}`),
  ...NUMBER.map((name) => `number ${name}`),
  ...SHIFTS.map((name) => `number shift ${name}`),
  ...CALCULATIONS.filter((name) => name !== 'VALUE').map((name) => `number ${name}`),
  ...METRICS.map((name) => `metric ${name}`),
  ...['plain', 'semiAdditive', 'of per', 'own time'].map((name) => `measure ${name}`),
];

/** What a question is about; most are of several kinds. */
export function kindsOf(world: FuzzWorld, query: MetricQuery): ReadonlySet<string> {
  const kinds = new Set([`view ${query.view}`]);
  for (const name of QUESTION)
    if (query[name] !== undefined) kinds.add(name === 'parent' ? 'asked nested' : `asked ${name}`);
  if (query.dataset === 'metrics') kinds.add('asked facts');
  if (/"having":/.test(JSON.stringify(query.where ?? {}))) kinds.add('asked to-many');
  const spec = world.catalog.get(query.dataset)?.spec;
  const views = [query, ...(query.parent === undefined ? [] : [query.parent])];
  for (const selection of views.flatMap(({ select = [] }) => select)) addSelection(kinds, selection, world, spec); // prettier-ignore
  const compared = [query.having, ...(query.orderBy ?? [])].flatMap((part) => Object.keys(part ?? {}));
  for (const name of compared) addNumber(kinds, name, world, spec);
  return kinds;
}

function addSelection(
  kinds: Set<string>,
  selection: Selection,
  ...[world, spec]: [FuzzWorld, DatasetSpec | undefined]
): void {
  const { field, grain, part, shift, calculate = 'VALUE', window } = selection;
  if (addNumber(kinds, field, world, spec)) {
    for (const name of NUMBER) if (selection[name as 'where'] !== undefined) kinds.add(`number ${name}`);
    if (window?.show !== undefined) kinds.add('number show');
    for (const name of SHIFTS) if (shift?.[name] !== undefined) kinds.add(`number shift ${name}`);
    if (calculate !== 'VALUE') kinds.add(`number ${calculate}`);
    return;
  }
  kinds.add('asked dimension');
  if (grain !== undefined) kinds.add('asked grain');
  if (part !== undefined) kinds.add('asked part');
  if (field.includes('.')) kinds.add('asked related');
}

/** What a number is made of, all the way down; whether there is such a number. */
function addNumber(
  kinds: Set<string>,
  name: string,
  ...[world, spec]: [FuzzWorld, DatasetSpec | undefined]
): boolean {
  const [dataset, member] = name.split('.') as [string, string | undefined];
  const place = member === undefined ? spec : world.catalog.get(dataset)?.spec;
  const measure = place?.measures?.[member ?? name];
  if (measure !== undefined) {
    const { semiAdditive, of, time } = measure;
    if (semiAdditive !== undefined) kinds.add('measure semiAdditive');
    if (of !== undefined) kinds.add('measure of per');
    if (time !== undefined) kinds.add('measure own time');
    if (semiAdditive === undefined && of === undefined && time === undefined) kinds.add('measure plain');
    if (of !== undefined) addNumber(kinds, of, world, place);
    return true;
  }
  const metric = place?.metrics?.[member ?? name];
  if (metric === undefined) return false;
  for (const kind of METRICS) if (metric[kind] !== undefined) kinds.add(`metric ${kind}`);
  const words = new Set(JSON.stringify(metric).match(/[A-Za-z]\w*(\.\w+)?/g));
  for (const word of words) if (word !== name) addNumber(kinds, word, world, place);
  return true;
}
