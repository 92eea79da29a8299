import { describe, expect, it } from 'vitest';
import { formatDay, parseDay, startOfUnit, type CalendarUnit, type WeekStart } from './calendar.js';

it.each(['2024-02-29', '1970-01-01', '1900-03-01', '2299-12-31'])('%s is a day', (text) => {
  expect(formatDay(parseDay(text) as number)).toBe(text);
});

it.each([
  '2023-02-29',
  '2024-13-01',
  '2024-00-10',
  '2024-04-31',
  '2024-1-1',
  '2024-01-01T00:00',
  ' 2024-01-01',
  '24-01-01',
  '',
])('%j is none', (text) => {
  expect(parseDay(text)).toBeUndefined();
});

describe('startOfUnit', () => {
  const start = (day: string, unit: CalendarUnit, options: { weekStart?: WeekStart; plus?: number } = {}) =>
    formatDay(startOfUnit(parseDay(day) as number, unit, { weekStart: 'monday', ...options }));

  it.each([
    ['DAY', '2024-05-15'],
    ['WEEK', '2024-05-13'],
    ['MONTH', '2024-05-01'],
    ['QUARTER', '2024-04-01'],
    ['YEAR', '2024-01-01'],
  ] as const)('%s', (unit, expected) => {
    expect(start('2024-05-15', unit)).toBe(expected);
  });

  it('begins weeks on Monday or Sunday, also on those days and before 1970', () => {
    expect(start('2024-05-13', 'WEEK')).toBe('2024-05-13');
    expect(start('2024-05-19', 'WEEK')).toBe('2024-05-13');
    expect(start('2024-05-19', 'WEEK', { weekStart: 'sunday' })).toBe('2024-05-19');
    expect(start('2024-05-18', 'WEEK', { weekStart: 'sunday' })).toBe('2024-05-12');
    expect(start('1969-12-31', 'WEEK')).toBe('1969-12-29');
  });

  it('steps over the ends of years', () => {
    expect(start('2024-01-31', 'MONTH', { plus: 1 })).toBe('2024-02-01');
    expect(start('2024-12-31', 'MONTH', { plus: 1 })).toBe('2025-01-01');
    expect(start('2024-02-10', 'QUARTER', { plus: -1 })).toBe('2023-10-01');
    expect(start('2024-02-29', 'YEAR', { plus: -1 })).toBe('2023-01-01');
    expect(start('2024-02-29', 'WEEK', { plus: 1 })).toBe('2024-03-04');
  });
});
