import type {
  Choice,
  CubeDimension,
  CubeMeasure,
  Granularity,
  Join,
  Label,
  Labels,
  TimeShift,
} from './model.js';
import { at, named, text, texts, type Raw } from './raw.js';

const CARDINALITIES: Readonly<Record<string, Join['cardinality']>> = {
  belongsto: 'many-to-one',
  manytoone: 'many-to-one',
  hasmany: 'one-to-many',
  onetomany: 'one-to-many',
  hasone: 'one-to-one',
  onetoone: 'one-to-one',
};

export function readJoin(to: string, raw: Raw): Join {
  const relationship = String(raw['relationship']).replace(/_/g, '').toLowerCase();
  return { to, sql: String(raw['sql']), cardinality: CARDINALITIES[relationship] ?? 'many-to-one' };
}

export function readDimension(name: string, raw: Raw): CubeDimension {
  const latitude = (raw['latitude'] as Raw | undefined)?.['sql'];
  const longitude = (raw['longitude'] as Raw | undefined)?.['sql'];
  return {
    name,
    type: String(raw['type'] ?? 'string'),
    sql: text(raw['sql']),
    primaryKey: at(raw, 'primaryKey') === true,
    subQuery: at(raw, 'subQuery') === true,
    multiStage: at(raw, 'multiStage') === true,
    addGroupBy: texts(at(raw, 'addGroupBy')),
    labels: readLabels(raw['case'] as Raw | undefined),
    choice: readChoice(raw['case'] as Raw | undefined),
    geo: latitude === undefined ? undefined : { latitude: String(latitude), longitude: String(longitude) },
    granularities: new Map(
      named(raw['granularities']).map(([own, spec]) => [own, readGranularity(own, spec)]),
    ),
    timeShifts: readShifts(at(raw, 'timeShift')),
  };
}

function readGranularity(name: string, raw: Raw): Granularity {
  return {
    name,
    interval: text(raw['interval']),
    origin: text(raw['origin']),
    offset: text(raw['offset']),
    sql: text(raw['sql']),
  };
}

function readLabels(raw: Raw | undefined): Labels | undefined {
  if (raw === undefined || raw['switch'] !== undefined) return undefined;
  const label = (value: unknown): Label =>
    typeof value === 'object' && value !== null ? { sql: String((value as Raw)['sql']) } : String(value);
  return {
    when: (raw['when'] as Raw[]).map((branch) => ({
      sql: String(branch['sql']),
      label: label(branch['label']),
    })),
    otherwise: raw['else'] === undefined ? undefined : label((raw['else'] as Raw)['label']),
  };
}

function readChoice(raw: Raw | undefined): Choice | undefined {
  if (raw?.['switch'] === undefined) return undefined;
  return {
    of: String(raw['switch']),
    when: new Map((raw['when'] as Raw[]).map((branch) => [String(branch['value']), String(branch['sql'])])),
    otherwise: text((raw['else'] as Raw | undefined)?.['sql']),
  };
}

function readShifts(raw: unknown): readonly TimeShift[] {
  return ((raw ?? []) as Raw[]).map((shift) => ({
    interval: String(shift['interval']),
    prior: shift['type'] !== 'next',
    timeDimension: text(at(shift, 'timeDimension')),
    sql: text(shift['sql']),
  }));
}

export function readMeasure(name: string, raw: Raw): CubeMeasure {
  const rolling = at(raw, 'rollingWindow') as Raw | undefined;
  return {
    name,
    type: String(raw['type']).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    sql: text(raw['sql']),
    filters: ((raw['filters'] ?? []) as Raw[]).map((filter) => String(filter['sql'])),
    rolling:
      rolling === undefined
        ? undefined
        : {
            trailing: text(rolling['trailing']),
            leading: text(rolling['leading']),
            offset: rolling['offset'] === 'start' ? 'start' : 'end',
            toDate: rolling['type'] === 'to_date' ? String(rolling['granularity']) : undefined,
          },
    multiStage: at(raw, 'multiStage') === true,
    timeShifts: readShifts(at(raw, 'timeShift')),
    groupBy: texts(at(raw, 'groupBy')),
    reduceBy: texts(at(raw, 'reduceBy')),
    addGroupBy: texts(at(raw, 'addGroupBy')),
    orderBy: ((at(raw, 'orderBy') ?? []) as Raw[]).map((order) => ({
      sql: String(order['sql']),
      dir: String(order['dir'] ?? 'asc'),
    })),
    choice: readChoice(raw['case'] as Raw | undefined),
  };
}
