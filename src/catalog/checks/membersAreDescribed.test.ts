import { expect, it } from 'vitest';
import { membersAreDescribed } from './membersAreDescribed.js';

it('is one finding for all members of a dataset', () => {
  const spec = {
    dataset: 'visits',
    source: 'visits',
    dimensions: { country: {}, city: { description: 'Of the visitor.' }, os: { description: ' ' } },
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
