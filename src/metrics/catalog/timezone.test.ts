import { expect, it } from 'vitest';
import { canonicalTimezone, timezoneNames } from './timezone.js';

it.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['europe/berlin', 'Europe/Berlin'],
  ['utc', 'UTC'],
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['asia/kathmandu', 'Asia/Kathmandu'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Etc/GMT+5', 'Etc/GMT+5'],
])('%s is %s', (name, expected) => {
  expect(canonicalTimezone(name)).toBe(expected);
});

it.each(['+01:00', '-0500', 'Berlin', 'Europe/Berlim', '', 'Europe/Berlin ', "'; DROP", 'x'.repeat(1_000)])(
  '%j is no zone',
  (name) => {
    expect(canonicalTimezone(name)).toBeUndefined();
  },
);

it('only suggests zones that exist', () => {
  for (const name of timezoneNames()) expect(canonicalTimezone(name), name).toBeDefined();
});
