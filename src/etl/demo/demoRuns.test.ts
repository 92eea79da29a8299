import { expect, test } from 'vitest';
import { demoRuns } from './demoRuns.js';

const now = new Date('2026-03-01T09:30:00.000Z');
const statement = (text: string, each: 'once' | 'days' | 'parts' = 'once') => ({
  label: 'x',
  table: 'web.t',
  each,
  text,
});

test('placeholders become literals', () => {
  expect(
    demoRuns(statement('{{rows}} {{seed}} {{now}} {{today}} {{first_day}}'), { rows: 7, seed: 3, now }),
  ).toEqual([
    "7 3 toDateTime64('2026-03-01 09:30:00.000', 3, 'UTC') toDate('2026-03-01') toDate('2025-11-01')",
  ]);
});

test.each([1, 20_000, 1_000_000, 100_000_000])(
  'ranges for %i rows cover every day once, at most 60 at a time',
  (rows) => {
    const ranges = demoRuns(statement('{{from}} {{until}}', 'days'), { rows, seed: 0, now }).map((text) =>
      [...text.matchAll(/\d{4}-\d\d-\d\d/g)].map((match) => Date.parse(match[0]) / 86_400_000),
    );
    expect(ranges[0]?.[0]).toBe(Date.parse('2025-11-01') / 86_400_000);
    expect(ranges.at(-1)?.[1]).toBe(Date.parse('2026-03-02') / 86_400_000);
    for (const [index, [from, until]] of ranges.entries()) {
      const days = Number(until) - Number(from);
      expect(days).toBeGreaterThanOrEqual(1);
      expect(days).toBeLessThanOrEqual(60);
      if (index > 0) expect(from).toBe(ranges[index - 1]?.[1]);
    }
  },
);

test('parts are one per two million rows', () => {
  expect(demoRuns(statement('{{part}}/{{parts}}', 'parts'), { rows: 5_000_000, seed: 0, now })).toEqual([
    '0/3',
    '1/3',
    '2/3',
  ]);
});
