import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../errors.js';
import { countRuns, fillPlaceholders } from './fillPlaceholders.js';
import type { DemoStep } from './readDemoSteps.js';

const values = { rows: 3_000_000, seed: 7, now: new Date('2026-03-01T09:30:00.250Z') };
const step = (each: DemoStep['each'], text: string): DemoStep => ({
  label: 'Rows',
  each,
  text,
  table: 'a.b',
});

describe('placeholders', () => {
  it('become literals of their own type', () => {
    expect(
      fillPlaceholders(step('once', '{{rows}} {{seed}} {{now}} {{today}} {{first_day}}'), 0, values),
    ).toBe(
      "3000000 7 toDateTime64('2026-03-01 09:30:00.250', 3, 'UTC') toDate('2026-03-01') toDate('2025-11-01')",
    );
  });

  it('cut days and users so that every run is another piece and none is forgotten', () => {
    const days = step('days', '{{from}}..{{until}}');
    const runs = Array.from({ length: countRuns(days, values) }, (_, run) =>
      fillPlaceholders(days, run, values),
    );
    expect(runs).toHaveLength(6);
    expect(runs[0]).toBe("toDate('2025-11-01')..toDate('2025-11-22')");
    expect(runs.at(-1)).toBe("toDate('2026-02-14')..toDate('2026-03-02')");
    const parts = step('parts', '{{part}} of {{parts}}: {{users}}');
    expect(countRuns(parts, values)).toBe(2);
    expect(fillPlaceholders(parts, 1, values)).toBe('1 of 2: (cityHash64(user_id) % 2 = 1)');
  });

  it('without a value are a bug of the file, not SQL that runs', () => {
    expect(() => fillPlaceholders(step('once', '{{from}}'), 0, values)).toThrow(InvariantError);
    expect(() => fillPlaceholders(step('once', '{{rows}}'), 0, { ...values, rows: 0.5 })).toThrow(
      InvariantError,
    );
  });
});
