import { describe, expect, it } from 'vitest';
import { aggregateFunction, KNOWN_AGGREGATES } from './aggregateFunctions.js';
import { parseAggregate } from './parseAggregate.js';

describe('parseAggregate', () => {
  it.each([
    ['count', 'count', ''],
    ['count()', 'count', ''],
    ['quantileTDigest(0.95)', 'quantileTDigest', '0.95'],
    ['quantiles(0.5, 0.9)', 'quantiles', '0.5, 0.9'],
    ["windowFunnel(3600, 'strict_order')", 'windowFunnel', "3600, 'strict_order'"],
    ['sumMapFiltered([1, -2])', 'sumMapFiltered', '[1, -2]'],
    ['uniqArray', 'uniqArray', ''],
    ['argMax', 'argMax', ''],
    ['myOwnAggregate(3)', 'myOwnAggregate', '3'],
  ])('%s', (text, name, parameters) => {
    expect(parseAggregate(text)).toEqual({ name, parameters });
  });

  it.each([
    ['', 'Name an aggregate function of ClickHouse'],
    ['0.95', 'Name an aggregate function of ClickHouse'],
    ['countIf', '"countIf" carries a combinator: use "filter" for the rows that count.'],
    ['uniqState', '"uniqState" carries a combinator: the compiler stores and merges states itself.'],
    ['uniqMerge', '"uniqMerge" carries a combinator'],
    ['sumSimpleState', '"sumSimpleState" carries a combinator'],
    ['sumOrNull', '"sumOrNull" carries a combinator: an aggregate over no rows is null already'],
    ['sumOrDefault', '"sumOrDefault" carries a combinator: use "fill: zero".'],
    ['unq', '"unq" is not a known aggregate function. Did you mean "uniq"?'],
    ['Count', '"Count" is not a known aggregate function. Did you mean "count"?'],
    ['quantileTdigest(0.9)', 'Did you mean "quantileTDigest"?'],
    [
      'sum(revenue)',
      '"revenue" is no parameter: parameters are numbers and strings, the arguments of the function belong in "sql".',
    ],
    ['quantile(0.5', '"(" is not closed'],
    ['quantile 0.5', 'Write the function, then its parameters in parentheses'],
    ['quantile(0.5)(x)', '")" is no parameter'],
    ['count; x', '";" is not allowed'],
  ])('refuses %s', (text, problem) => {
    expect(parseAggregate(text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('accepts every function it knows', () => {
    for (const name of KNOWN_AGGREGATES) expect(parseAggregate(name)).toEqual({ name, parameters: '' });
  });
});

describe('aggregateFunction', () => {
  it('knows what counts and sums are over no rows, and how they are put together', () => {
    expect(aggregateFunction('count')).toMatchObject({
      zeroWhenEmpty: true,
      reaggregate: 'sum',
      result: 'integer',
    });
    expect(aggregateFunction('sum')).toMatchObject({
      zeroWhenEmpty: true,
      reaggregate: 'sum',
      result: 'argument',
    });
    expect(aggregateFunction('uniq')).toMatchObject({
      zeroWhenEmpty: true,
      reaggregate: undefined,
      orderDependent: false,
    });
    expect(aggregateFunction('max')).toMatchObject({ zeroWhenEmpty: false, reaggregate: 'max' });
    expect(aggregateFunction('avg')).toMatchObject({
      zeroWhenEmpty: false,
      reaggregate: undefined,
      result: 'float',
    });
    expect(aggregateFunction('quantileTDigest')).toMatchObject({ orderDependent: true });
  });

  it('never adds distinct values up', () => {
    expect(aggregateFunction('sumDistinct')).toMatchObject({ zeroWhenEmpty: true, reaggregate: undefined });
    expect(aggregateFunction('sumArray')).toMatchObject({ reaggregate: 'sum' });
  });

  it('is careful with the unknown', () => {
    expect(aggregateFunction('myOwn')).toEqual({
      name: 'myOwn',
      zeroWhenEmpty: false,
      reaggregate: undefined,
      orderDependent: true,
      result: 'float',
    });
  });
});
