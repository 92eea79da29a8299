import { describe, expect, it } from 'vitest';
import { closestNames, didYouMean } from './closestNames.js';

describe('closestNames', () => {
  it('finds slips of the keyboard, case and beginnings, best first', () => {
    expect(closestNames('visitor', ['visitorz', 'visitors', 'revenue'])).toEqual(['visitors', 'visitorz']);
    expect(closestNames('userid', ['user_id', 'userId'])).toEqual(['userId', 'user_id']);
    expect(closestNames('session', ['session_duration', 'sessions'])).toEqual([
      'sessions',
      'session_duration',
    ]);
  });

  it('stays silent when nothing is near', () => {
    expect(closestNames('ip', ['os', 'browser'])).toEqual([]);
    expect(didYouMean('ip', ['os'])).toBe('');
  });

  it('ends a message', () => {
    expect(didYouMean('a1', ['a2'])).toBe(' Did you mean "a2"?');
    expect(didYouMean('ab', ['aa', 'ac', 'ad', 'ae'])).toBe(' Did you mean "aa", "ac" or "ad"?');
  });
});
