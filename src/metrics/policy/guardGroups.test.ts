import { expect, it } from 'vitest';

import type { DatasetSpec } from '../catalog/catalogSpec.js';
import { defineCatalog } from '../catalog/defineCatalog.js';
import { catalogFor } from '../catalog/roleCatalog.js';
import { compileQuery } from '../compileQuery.js';
import type { MetricQuery } from '../query/metricQuery.js';

const hits = (dataset: string, others: string, minGroupSize: number | undefined): DatasetSpec => ({
  dataset,
  description: '',
  source: `web.${dataset}`,
  primaryKey: ['id'],
  entity: 'person',
  time: 'day',
  relationships: { others: { to: others, on: { person: 'person' }, cardinality: 'one-to-many' } },
  dimensions: {
    person: { type: 'string' },
    page: { type: 'string' },
    land: { type: 'string' },
    day: { type: 'date' },
  },
  measures: { rows: { agg: 'count' } },
  metrics: {
    ofPage: { level: { of: 'rows', keep: ['page'] } },
    ofLand: { level: { of: 'rows', keep: ['land'] } },
  },
  access: { reader: { rows: 'all', minGroupSize } },
});

const { catalog } = defineCatalog([hits('small', 'open', 5), hits('open', 'small', undefined)]);
const fields = (...names: readonly string[]) => names.map((field) => ({ field }));
const compile = (query: Omit<MetricQuery, 'view'> & Partial<MetricQuery>) =>
  compileQuery({
    catalog: catalogFor(catalog, 'reader'),
    query: { view: 'rows', ...query },
    viewer: { subject: 'someone', role: 'reader', attributes: new Map() },
    now: new Date('2024-05-01T00:00:00Z'),
  });

it.each<[string, Parameters<typeof compile>[0], RegExp]>([
  [
    'single rows',
    { dataset: 'small', view: 'records', select: fields('page') },
    /single rows cannot be listed/,
  ],
  [
    'running totals by time',
    {
      dataset: 'small',
      select: [
        { field: 'day', grain: 'DAY' },
        { field: 'rows', calculate: 'RUNNING_TOTAL' },
      ],
    },
    /overlap from bucket to bucket/,
  ],
  [
    'totals that cross',
    { dataset: 'small', select: fields('page', 'land', 'ofPage', 'ofLand') },
    /would together tell numbers/,
  ],
  [
    'open rows filtered by guarded ones',
    { dataset: 'open', where: { others: { page: { eq: 'a' } } }, select: fields('rows') },
    /leave out what is read of "small"/,
  ],
  [
    'open rows behind guarded ones',
    { dataset: 'small', select: fields('page', 'others.rows') },
    /leave out what is read of "small"/,
  ],
])('refuses %s where numbers about few entities are withheld', (_, query, reason) => {
  expect(() => compile(query)).toThrow(reason);
});

it('compiles what reads no such dataset as if there were none', () => {
  const { text } = compile({ dataset: 'open', select: fields('page', 'rows') }).statement;
  expect(text).not.toContain('entities');
  expect(compile({ dataset: 'small', select: fields('page', 'rows') }).statement.text).toContain('entities');
});
