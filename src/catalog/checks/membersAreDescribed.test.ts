import { expect, it } from 'vitest';
import type { DatasetSpec } from '../../metrics/index.js';
import { membersAreDescribed } from './membersAreDescribed.js';

it('is one finding for all members of a dataset', () => {
  const spec: DatasetSpec = {
    dataset: 'visits',
    description: 'Visits.',
    source: 'visits',
    dimensions: {
      country: { type: 'string' },
      city: { type: 'string', description: 'Of the visitor.' },
      os: { type: 'string', description: ' ' },
    },
    measures: { visits: { agg: 'count' } },
  };
  expect(membersAreDescribed(spec, 'warning')).toEqual([
    {
      dataset: 'visits',
      path: ['dimensions', 'country'],
      severity: 'warning',
      message: 'A description is missing, here and in 2 more: os, visits.',
    },
  ]);
});
