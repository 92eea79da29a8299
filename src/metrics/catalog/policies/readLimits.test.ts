import { expect, it } from 'vitest';
import { defineCatalog } from '../defineCatalog.js';
import type { PolicySpec } from '../catalogSpec.js';

function limitsOf(limits: unknown) {
  const { catalog, issues } = defineCatalog([
    {
      dataset: 'sites',
      description: 'Sites.',
      source: 'web.sites',
      dimensions: { id: { type: 'string' } },
      access: { reader: { rows: 'all', limits } as PolicySpec },
    },
  ]);
  return {
    limits: catalog.datasets.get('sites')?.policies.get('reader')?.limits,
    issues: issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  };
}

it('reads sizes in their units', () => {
  expect(limitsOf({ bytes: '10GB', memory: '512 MiB' })).toEqual({
    limits: { bytes: 10_000_000_000, memory: 536_870_912 },
    issues: [],
  });
  expect(limitsOf({ bytes: 1000, rows: 5, seconds: 0.5, queriesPerMinute: 60 }).limits).toEqual({
    bytes: 1000,
    rows: 5,
    seconds: 0.5,
    queriesPerMinute: 60,
  });
});

it('refuses what is no limit, and limits that let nothing pass', () => {
  for (const size of ['10', 'GB', '-1GB', '10gb', '1e3MB', '10 XB', 0, -1, 1.5, null])
    expect(limitsOf({ bytes: size }).issues, String(size)).toEqual([
      'access.reader.limits.bytes: Write a number of bytes above 0, such as 500000000, 500MB or 2GiB.',
    ]);
  expect(limitsOf({ rows: 0, seconds: '10', row: 5, resultRows: 1.5 }).issues).toEqual([
    'access.reader.limits.rows: Write a whole number above 0: a limit of nothing would refuse every question.',
    'access.reader.limits.seconds: Write a number of seconds above 0, such as 10 or 0.5.',
    'access.reader.limits.row: There is no limit "row". Did you mean "rows" or "resultRows"?',
    'access.reader.limits.resultRows: Write a whole number above 0: a limit of nothing would refuse every question.',
  ]);
});
