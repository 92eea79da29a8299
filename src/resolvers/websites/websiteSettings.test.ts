import { expect, test } from 'vitest';
import {
  catalogFor,
  defineCatalog,
  type DatasetSpec,
  type Role,
  type WebsiteFact,
} from '../../metrics/index.js';
import { createWebsiteSettings } from './websiteSettings.js';

const visits: DatasetSpec = {
  dataset: 'visits',
  description: '',
  source: 'web.visits',
  dimensions: { siteId: { type: 'string', sql: 'site_id' } },
  measures: { visits: { agg: 'count' } },
  website: { id: 'siteId' },
  access: { analyst: { rows: 'all' }, owner: { rows: { siteId: { in: '$websites' } } } },
};

function asked(specs: readonly DatasetSpec[] = [visits]) {
  const reaches: unknown[] = [];
  const clock = { now: 1_000 };
  const settings = createWebsiteSettings(
    {
      websiteFacts: (reach) => {
        reaches.push(reach);
        return reaches.length === 1 && specs.length === 2
          ? Promise.reject(new Error('away'))
          : Promise.resolve([{ id: String(reaches.length) } as WebsiteFact]);
      },
    },
    () => clock.now,
  );
  const { catalog } = defineCatalog(specs);
  const of = (role: Role, websites: readonly string[] = []) =>
    settings.of(
      { subject: 's', role, attributes: new Map([['websites', websites]]) },
      catalogFor(catalog, role),
    );
  return { of, reaches, settings, clock };
}

test('asks once for callers of one reach, and again when something was changed', async () => {
  const { of, reaches, settings } = asked();
  const first = await of('owner', ['b', 'a']);
  expect(await of('owner', ['a', 'b', 'a'])).toBe(first);
  expect(await of('analyst')).not.toBe(first);
  settings.forget();
  expect(await of('owner', ['a', 'b'])).not.toBe(first);
  expect(reaches).toEqual([{ ids: ['a', 'b'] }, { all: true }, { ids: ['a', 'b'] }]);
});

test('asks nothing where no setting could act', async () => {
  const { of, reaches } = asked();
  expect(await of('owner')).toEqual([]);
  expect(await of('reader', ['a'])).toEqual([]);
  expect(await asked([{ ...visits, website: undefined }]).of('analyst')).toEqual([]);
  expect(reaches).toEqual([]);
});

test('does not remember a failure', async () => {
  const { of } = asked([visits, { ...visits, dataset: 'others' }]);
  await expect(of('analyst')).rejects.toThrow('away');
  expect(await of('analyst')).toHaveLength(1);
});

test('reads anew after a second, so that a change made elsewhere acts', async () => {
  const { of, reaches, clock } = asked();
  await of('analyst');
  clock.now += 900;
  await of('analyst');
  expect(reaches).toHaveLength(1);
  clock.now += 200;
  await of('analyst');
  expect(reaches).toHaveLength(2);
});
