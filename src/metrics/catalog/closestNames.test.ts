import { expect, it } from 'vitest';
import { closestNames, didYouMean, editDistance } from './closestNames.js';

it('measures how far two words are apart', () => {
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('same', 'same')).toBe(0);
});

it('suggests near names first and far ones never', () => {
  expect(closestNames('visit', ['country', 'visitors', 'visits', 'views'])).toEqual(['visits', 'visitors']);
  expect(closestNames('vistors', ['visits', 'visitors'])).toEqual(['visitors']);
  expect(closestNames('VISITORS', ['visitors'])).toEqual(['visitors']);
  expect(closestNames('source', ['trafficSource', 'country'])).toEqual(['trafficSource']);
  expect(closestNames('xyz', ['visitors', 'country'])).toEqual([]);
  expect(closestNames('a', ['a1', 'a2', 'a3', 'a4'])).toHaveLength(3);
});

it('says it as a question', () => {
  expect(didYouMean([])).toBe('');
  expect(didYouMean(['a'])).toBe(' Did you mean "a"?');
  expect(didYouMean(['a', 'b', 'c'])).toBe(' Did you mean "a", "b" or "c"?');
});
