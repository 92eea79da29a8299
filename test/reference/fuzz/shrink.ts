import type { MetricQuery } from '../../../src/metrics/query/metricQuery.js';
import type { FuzzWorld } from './makeCatalog.js';

/** Leaves out part after part of a question for as long as it still fails. */
export async function shrinkQuery(
  query: MetricQuery,
  stillFails: (smaller: MetricQuery) => Promise<boolean>,
): Promise<MetricQuery> {
  let best = query;
  for (let found = true, tries = 0; found && tries < 300;) {
    found = false;
    for (const smaller of smallerOnes(best)) {
      if (tries++ > 300) break;
      if (!(await stillFails(smaller as MetricQuery))) continue;
      best = smaller as MetricQuery;
      found = true;
      break;
    }
  }
  return best;
}

/** What a question has no shape without. */
const NEEDED = new Set(['dataset', 'view', 'field', 'of', 'from', 'to', 'unit', 'n', 'name', 'direction']);

/** Every value that is one step smaller: without a member or an item, or with a smaller one. Largest cuts first. */
function* smallerOnes(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.filter((_, at) => at !== index);
    for (const [index, item] of value.entries())
      for (const smaller of smallerOnes(item))
        yield value.map((other: unknown, at) => (at === index ? smaller : other));
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    for (const [key] of members.filter(([name]) => !NEEDED.has(name)))
      yield Object.fromEntries(members.filter(([other]) => other !== key));
    for (const [key, member] of members) {
      // `not: { x }` → `x`, `or: [{ x }]` → `x`.
      if (['not', 'and', 'or'].includes(key) && members.length === 1)
        for (const inner of [member].flat()) yield inner;
      for (const smaller of smallerOnes(member)) yield { ...value, [key]: smaller };
    }
  }
}

/** Leaves out rows, by halves and then one by one, for as long as the question still fails. */
export async function shrinkRows(
  world: FuzzWorld,
  stillFails: (smaller: FuzzWorld) => Promise<boolean>,
): Promise<FuzzWorld> {
  let best = world;
  for (const { name } of world.tables) {
    const rowsOf = (from: FuzzWorld) => from.tables.find((table) => table.name === name)?.rows ?? [];
    for (
      let size = Math.ceil(rowsOf(best).length / 2);
      size >= 1;
      size = size === 1 ? 0 : Math.ceil(size / 2)
    ) {
      for (let start = 0; start < rowsOf(best).length;) {
        const kept = rowsOf(best).filter((_, index) => index < start || index >= start + size);
        const smaller = withRows(best, name, new Set(kept));
        if (await stillFails(smaller)) best = smaller;
        else start += size;
      }
    }
  }
  return best;
}

function withRows(world: FuzzWorld, tableName: string, kept: ReadonlySet<unknown>): FuzzWorld {
  const dataset = tableName.replace(/_table$/, '');
  return {
    ...world,
    tables: world.tables.map((table) =>
      table.name === tableName
        ? { ...table, rows: table.rows.filter((row) => kept.has(row)), stale: [] }
        : table,
    ),
    catalog: new Map(
      [...world.catalog].map(([name, entry]) =>
        name === dataset
          ? [name, { ...entry, rows: entry.rows.filter((row) => kept.has(row)) }]
          : [name, entry],
      ),
    ),
  };
}
