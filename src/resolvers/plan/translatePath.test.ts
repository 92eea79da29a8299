import { expect, test } from 'vitest';
import { translatePath } from './translatePath.js';

const origin = {
  scope: ['scope'],
  view: ['scope', 'view'],
  selections: [
    { path: ['a'], args: { window: { n: 0, unit: 'DAY', trailing: null } } },
    { path: ['site', 'b'], args: { window: { trailing: { n: 0 } } } },
  ],
  parent: { scope: ['scope'], view: ['scope', 'outer'], selections: [{ path: ['c'], args: {} }] },
};

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
  [
    ['select', 1, 'calculate'],
    ['scope', 'view', 'site', 'b', 'as'],
  ],
  [
    ['select', 0, 'shareOf'],
    ['scope', 'view', 'a', 'of'],
  ],
  [
    ['select', 0, 'window', 'trailing', 'n'],
    ['scope', 'view', 'a', 'window', 'n'],
  ],
  [
    ['select', 1, 'window', 'trailing', 'n'],
    ['scope', 'view', 'site', 'b', 'window', 'trailing', 'n'],
  ],
  [
    ['parent', 'select', 0, 'field'],
    ['scope', 'outer', 'c'],
  ],
  [
    ['parent', 'having', 'visits'],
    ['scope', 'outer', 'having', 'visits'],
  ],
  [
    ['funnel', 'steps', 0, 'where', 'page'],
    ['scope', 'view', 'steps', 0, 'where', 'page'],
  ],
  [
    ['retention', 'by', 1, 'grain'],
    ['scope', 'view', 'site', 'b', 'grain'],
  ],
])('%j stands in the document at %j', (path, expected) => {
  expect(translatePath(path, origin)).toEqual(expected);
});
