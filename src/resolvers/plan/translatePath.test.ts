import { expect, test } from 'vitest';
import { translatePath } from './translatePath.js';

const origin = { scopeKey: 'scope', viewKey: 'view', selections: [['a'], ['site', 'b']] };

test.each([
  [[], ['scope', 'view']],
  [['dataset'], ['scope']],
  [['view'], ['scope', 'view']],
  [
    ['time', 'range', 'from'],
    ['scope', 'time', 'range', 'from'],
  ],
  [
    ['where', 'or', 1, 'page', 'eq'],
    ['scope', 'where', 'or', 1, 'page', 'eq'],
  ],
  [
    ['segments', 0],
    ['scope', 'segments', 0],
  ],
  [
    ['orderBy', 0, 'alias', 'name'],
    ['scope', 'view', 'orderBy', 0, 'alias', 'name'],
  ],
  [['select'], ['scope', 'view']],
  [
    ['select', 0],
    ['scope', 'view', 'a'],
  ],
  [
    ['select', 1, 'field'],
    ['scope', 'view', 'site', 'b'],
  ],
  [
    ['select', 1, 'as'],
    ['scope', 'view', 'site', 'b'],
  ],
  [
    ['select', 1, 'where', 'page', 'in', 2],
    ['scope', 'view', 'site', 'b', 'where', 'page', 'in', 2],
  ],
])('%j stands in the document at %j', (path, expected) => {
  expect(translatePath(path, origin)).toEqual(expected);
});
