import { describe, expect, it } from 'vitest';

import { defineCatalog } from '../catalog/defineCatalog.js';
import type { DatasetSpec } from '../catalog/catalogSpec.js';
import { catalogFor } from '../catalog/roleCatalog.js';
import { compileQuery } from '../compileQuery.js';
import type { MetricQuery } from '../query/metricQuery.js';
import { READ_SETTINGS } from './readSettings.js';
import type { Statement } from './statement.js';

const SPEC: DatasetSpec = {
  dataset: 'events',
  description: '',
  source: 'web.events',
  time: 'at',
  dimensions: {
    at: { type: 'time' },
    seen: { type: 'time' },
    day: { type: 'date' },
    wideDay: { type: 'date' },
    box: { type: 'string', sql: 'lower(cells)' },
  },
  measures: {
    events: { agg: 'count' },
    first: { agg: 'min', sql: 'at' },
    last: { agg: 'max', sql: 'seen' },
    firstDay: { agg: 'min', sql: 'day' },
  },
  access: { analyst: { rows: 'all' } },
};

const { catalog } = defineCatalog([SPEC], {
  dimensions: new Map([
    ['events.at', "DateTime64(3, 'UTC')"],
    ['events.seen', 'DateTime'],
    ['events.day', 'Date'],
    ['events.wideDay', 'Date32'],
    ['events.box', 'String'],
  ]),
  measures: new Map([
    ['events.events', { args: [], result: 'UInt64' }],
    ['events.first', { args: ["DateTime64(3, 'UTC')"], result: "DateTime64(3, 'UTC')" }],
    ['events.last', { args: ['DateTime'], result: 'DateTime' }],
    ['events.firstDay', { args: ['Date'], result: 'Date' }],
  ]),
});

function render(query: Omit<MetricQuery, 'dataset' | 'view'>): Statement {
  return compileQuery({
    catalog: catalogFor(catalog, 'analyst'),
    query: { dataset: 'events', view: 'rows', ...query },
    viewer: { subject: 'ana', role: 'analyst', attributes: new Map() },
    now: new Date('2024-03-05T12:00:00Z'),
  }).statement;
}

describe('settings', () => {
  it('keep compiled aggregation away from DateTime64, which it orders without the sign', () => {
    const compiled = { ...READ_SETTINGS, compile_aggregate_expressions: 0 };
    expect(render({ select: [{ field: 'first' }] }).settings).toEqual(compiled);
    expect(render({ select: [{ field: 'events' }], having: { first: { isNull: false } } }).settings).toEqual(
      compiled,
    );
    expect(render({ select: [{ field: 'events' }, { field: 'last' }, { field: 'firstDay' }] }).settings).toBe(
      READ_SETTINGS,
    );
  });
});

describe('the bucket that holds the first day of 1970', () => {
  const cut = (field: string, grain: 'DAY' | 'WEEK' | 'MONTH', rest: Partial<MetricQuery> = {}): string =>
    /^ {2}(.*) AS cut$/m.exec(render({ select: [{ field, grain, as: 'cut' }], ...rest }).text)?.[1] ?? '';

  it('begins before it, so a DateTime or Date is widened', () => {
    const timezone = 'America/New_York';
    expect(cut('seen', 'WEEK')).toBe("toStartOfWeek(toDateTime64(seen, 0, 'UTC'), 1, {p1:String})");
    expect(cut('seen', 'MONTH', { timezone })).toBe(
      "toStartOfMonth(toDateTime64(seen, 0, 'UTC'), {p1:String})",
    );
    expect(cut('seen', 'DAY', { timezone })).toBe('toDate32(seen, {p1:String})');
    expect(cut('day', 'WEEK')).toBe('toStartOfWeek(toDate32(day), 1)');
  });

  it('is in no range of later times, is held by wide types, and is 1970-01-01 itself in UTC', () => {
    const time = { range: { from: '2024-01-01', to: '2024-02-01' } };
    expect(cut('seen', 'WEEK', { time, timeDimension: 'seen' })).toBe('toStartOfWeek(seen, 1, {p1:String})');
    expect(cut('seen', 'MONTH')).toBe('toStartOfMonth(seen, {p1:String})');
    expect(cut('seen', 'DAY')).toBe('toDate(seen, {p1:String})');
    expect(cut('day', 'WEEK', { time, timeDimension: 'day' })).toBe('toStartOfWeek(day, 1)');
    expect(cut('wideDay', 'WEEK')).toBe('toStartOfWeek(wideDay, 1)');
    expect(cut('day', 'MONTH')).toBe('toStartOfMonth(day)');
  });
});

describe('names inside of fill', () => {
  it('differ from the names that shown columns got because theirs are read', () => {
    const { text } = render({
      select: [{ field: 'at', grain: 'DAY' }, { field: 'box', as: 'cells' }, { field: 'events' }],
      time: { period: 'TODAY' },
      fill: true,
    });
    expect(text).toContain('lower(cells) AS cells_');
    expect(text).toContain('groupArray((at_, events)) AS cells__');
  });
});
