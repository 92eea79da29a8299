import { expect, it } from 'vitest';
import type { QueryIssue } from '../../errors.js';
import { checkShape } from './checkShape.js';

function issuesOf(query: unknown): readonly string[] {
  const issues: QueryIssue[] = [];
  expect(checkShape(query, issues)).toBeUndefined();
  for (const { code } of issues) expect(code).toBe('INVALID_ARGUMENT');
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

it.each([
  [undefined, [': A question is an object with "dataset", "view" and what it asks.']],
  [[], [': A question is an object with "dataset", "view" and what it asks.']],
  [{}, ['dataset: "dataset" is missing.', 'view: "view" is missing.']],
  [{ dataset: 1, view: 'rows' }, ['dataset: "dataset" has to be a string.']],
  [
    { dataset: 'a', view: 'row' },
    [
      'view: There is no view "row": it is one of rows, totals, rowCount, values, records, funnel, retention, lifecycle.',
    ],
  ],
  [
    { dataset: 'a', view: 'rows', limit: '5', offset: true, fill: 1 },
    [
      'limit: "limit" has to be a number.',
      'offset: "offset" has to be a number.',
      'fill: "fill" has to be true or false.',
    ],
  ],
  [
    { dataset: 'a', view: 'rows', where: [], segments: 'a', by: [1], orderBy: ['a'] },
    [
      'where: "where" has to be an object.',
      'segments: "segments" has to be a list of strings.',
      'by: "by" has to be a list of strings.',
      'orderBy: "orderBy" has to be a list of objects.',
    ],
  ],
  [
    { dataset: 'a', view: 'rows', select: [{ field: 'a' }, { feld: 'a' }, { field: 1, as: 2 }] },
    [
      'select.1.field: "field" is missing.',
      'select.1.feld: There is no argument "feld": it is one of field, as, grain, part, choice, where, segments, shift, window, toDate, calculate, shareOf, name, agg, show.',
      'select.2.field: "field" has to be a string.',
      'select.2.as: "as" has to be a string.',
    ],
  ],
])('%j', (query, expected) => {
  expect(issuesOf(query)).toEqual(expected);
});

it('names every argument there is', () => {
  expect(issuesOf({ dataset: 'a', view: 'rows', orderby: [] })).toEqual([
    expect.stringContaining('There is no argument "orderby": it is one of dataset, view, time,'),
  ]);
  expect(issuesOf(JSON.parse('{"dataset":"a","view":"rows","__proto__":1}'))).toEqual([
    expect.stringContaining('There is no argument "__proto__"'),
  ]);
});

it('takes null for absent', () => {
  const issues: QueryIssue[] = [];
  const query = {
    dataset: 'a',
    view: 'rows',
    limit: null,
    where: undefined,
    select: [{ field: 'a', as: null }],
  };
  expect(checkShape(query, issues)).toEqual({ dataset: 'a', view: 'rows', select: [{ field: 'a' }] });
  expect(issues).toEqual([]);
});
