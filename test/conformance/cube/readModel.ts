import type { Cube, Model } from './model.js';
import { named, type Raw } from './raw.js';
import { readDimension, readJoin, readMeasure } from './readMembers.js';
import { readViews } from './readViews.js';

export function readModel(key: string, raw: Raw, database: string): Model {
  const specs = new Map<string, Raw>((raw['cubes'] as Raw[]).map((cube) => [String(cube['name']), cube]));
  const cubes = new Map([...specs.keys()].map((name) => [name, readCube(name, specs)]));
  return { key, database, cubes, views: readViews((raw['views'] ?? []) as Raw[], cubes) };
}

function readCube(name: string, specs: ReadonlyMap<string, Raw>): Cube {
  const raw = specs.get(name) ?? {};
  const parent = raw['extends'] === undefined ? undefined : readCube(String(raw['extends']), specs);
  const own = <Value>(group: string, read: (name: string, raw: Raw) => Value): ReadonlyMap<string, Value> =>
    new Map(named(raw[group]).map(([member, spec]) => [member, read(member, spec)]));
  const merged = <Value>(
    inherited: ReadonlyMap<string, Value> | undefined,
    added: ReadonlyMap<string, Value>,
  ): ReadonlyMap<string, Value> => new Map([...(inherited ?? []), ...added]);
  const sql = raw['sql'] ?? (raw['sqlTable'] ?? raw['sql_table'] ? `select * from ${raw['sqlTable'] ?? raw['sql_table']}` : undefined); // prettier-ignore
  return {
    name,
    sql: String(sql ?? parent?.sql ?? ''),
    calendar: raw['calendar'] === true,
    joins: merged(parent?.joins, own('joins', readJoin)),
    dimensions: merged(parent?.dimensions, own('dimensions', readDimension)),
    measures: merged(parent?.measures, own('measures', readMeasure)),
    segments: merged(
      parent?.segments,
      own('segments', (_, segment) => String(segment['sql'])),
    ),
  };
}
