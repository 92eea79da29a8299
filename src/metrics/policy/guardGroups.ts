import { QueryError } from '../../errors.js';
import type { RoleCatalog } from '../catalog/roleCatalog.js';
import { leavesOf, type Leaf } from '../resolve/series.js';
import type { GroupFilter, GroupValue, MeasureNode, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { timeOf } from '../resolve/timeOf.js';
import { countedBy } from './cells.js';
import { touchedDatasets } from './touchedDatasets.js';

/**
 * Says what of a question is withheld: numbers about few entities, where a dataset that it reads has a minimum group size for the role. Throws QueryError
 * when the question can only be answered with single rows, or with numbers that would tell a withheld one.
 */
export function guardGroups(resolved: ResolvedQuery, { definitions, role }: RoleCatalog): ResolvedQuery {
  const minimums = [...touchedDatasets(resolved)].flatMap((name) => {
    const minimum = definitions.datasets.get(name)?.policies.get(role)?.minGroup;
    return minimum === undefined ? [] : [[name, minimum] as const];
  });
  if (minimums.length === 0) return resolved;
  const atLeast = Math.max(...minimums.map(([, minimum]) => minimum.atLeast));
  const entities = new Map(minimums.map(([name, { of }]) => [name, of]));
  checkView(resolved, atLeast);
  checkCounted(resolved, entities);
  checkLevels(resolved);
  checkFrames(resolved);
  const guarded = (part: ResolvedQuery): ResolvedQuery => ({
    ...part,
    guard: { atLeast, entities, cells: leavesIn(part) },
    parent: part.parent && guarded(part.parent),
  });
  return guarded(resolved);
}

function refuse(path: readonly string[], message: string): never {
  throw new QueryError([{ code: 'NOT_SUPPORTED', path, message }]);
}

function checkView({ query: { view }, journey }: ResolvedQuery, atLeast: number): void {
  if (journey !== undefined)
    refuse(
      ['view'],
      `Your role sees numbers about at least ${atLeast} entities here, and what a ${view} counts cannot be withheld yet: ask for "rows" or "totals".`,
    );
  if (view === 'records')
    refuse(
      ['view'],
      `Your role sees numbers about at least ${atLeast} entities here, so single rows cannot be listed: ask for "rows" grouped by dimensions, or "totals".`,
    );
}

/** A number of rows that anybody may count, cut by values of rows of which one may not. */
function checkCounted(resolved: ResolvedQuery, entities: ReadonlyMap<string, unknown>): void {
  const { dataset, facts } = resolved;
  const leaves = leavesIn(resolved);
  const counted = new Set(
    facts === undefined
      ? [dataset.name, ...leaves.map((leaf) => countedBy(leaf, dataset).name)]
      : facts.map(({ fact }) => fact.name),
  );
  const open = [...counted].filter((name) => !entities.has(name));
  // Rows behind those of the view are cut by its dimensions, too.
  const isCut = (name: string): boolean => facts === undefined && name === dataset.name;
  const joined = [...entities.keys()].filter((name) => !counted.has(name) || isCut(name));
  if (open.length > 0 && joined.length > 0)
    refuse(
      ['select'],
      `Numbers of "${joined[0]}" about few entities are withheld from your role, and "${open[0]}" does not say whose its rows are: leave out what is read of "${joined[0]}", or ask "${joined[0]}" itself.`,
    );
}

/** Totals along dimensions that do not contain each other cross: what one line withholds another would tell. */
function checkLevels(resolved: ResolvedQuery): void {
  const keys = resolved.columns.flatMap(({ kind, key }) => (kind === 'dimension' ? [key] : []));
  const levels = leavesIn(resolved)
    .flatMap(({ series }) => (series?.level === undefined ? [] : [series.level]))
    .map((level) => keys.filter((key) => level.includes(key)));
  const sorted = levels.sort((a, b) => a.length - b.length);
  const crossing = sorted.findIndex(
    (level, index) => !(sorted[index - 1] ?? []).every((key) => level.includes(key)),
  );
  if (crossing > 0)
    refuse(
      ['select'],
      `Shares of totals along ${named(sorted[crossing - 1])} and along ${named(sorted[crossing])} would together tell numbers that are withheld from your role: ask for them in questions of their own.`,
    );
}

/** From one bucket to the next a window takes rows in and lets rows go: the difference of two numbers is theirs. */
function checkFrames(resolved: ResolvedQuery): void {
  const times = resolved.columns.flatMap((column) =>
    column.kind === 'dimension'
      ? [column.isTime === true ? undefined : timeOf(column.field).dimension.name]
      : [],
  );
  const overlaps = ({ series }: Leaf): boolean =>
    series?.frame !== undefined &&
    times.some((name) => name === undefined || name === series.time?.dimension.name);
  if (leavesIn(resolved).some(overlaps))
    refuse(
      ['select'],
      'Windows and running totals overlap from bucket to bucket, so their differences would tell numbers that are withheld from your role: leave out the time as a dimension, or ask for the numbers of the buckets themselves.',
    );
}

function named(level: readonly string[] = []): string {
  return level.map((key) => `"${key}"`).join(', ');
}

/** Every aggregate that is shown, filtered or ordered by. */
function leavesIn({ columns, having, order }: ResolvedQuery): readonly Leaf[] {
  const nodes = [
    ...columns.flatMap((column): readonly MeasureNode[] => (column.kind === 'measure' ? [column.node] : [])),
    ...[...(having === undefined ? [] : valuesIn(having)), ...order.map(({ value }) => value)].flatMap(
      (value) => (value.kind === 'measure' ? [value.node] : []),
    ),
  ];
  return nodes.flatMap(leavesOf);
}

function valuesIn(filter: GroupFilter): readonly GroupValue[] {
  if (filter.kind === 'compare') return [filter.value];
  return filter.kind === 'not' ? valuesIn(filter.of) : filter.of.flatMap(valuesIn);
}
