import { expect, test } from 'vitest';
import type { QueryIssue } from '../../errors.js';
import { readMemberArguments } from './memberArguments.js';

function read(args: Record<string, unknown>): { members: unknown; issues: readonly string[] } {
  const found: QueryIssue[] = [];
  const members = readMemberArguments(args, (issue) => found.push(issue));
  return { members, issues: found.map(({ path, message }) => `${path.join('.')}: ${message}`) };
}

test.each([
  [
    { as: 'SHARE', of: 'PARENT' },
    { calculate: 'SHARE', shareOf: 'PARENT' },
  ],
  [
    { grain: 'DAY', where: { a: { eq: null } }, segments: ['b'], toDate: 'MONTH' },
    { grain: 'DAY', where: { a: { eq: null } }, segments: ['b'], toDate: 'MONTH' },
  ],
  [{ shift: { n: 1, unit: 'DAY', startOf: null } }, { shift: { n: 1, unit: 'DAY' } }],
  [{ window: { n: 7, unit: 'DAY' } }, { window: { trailing: { n: 7, unit: 'DAY' } } }],
  [{ window: { n: 7 } }, { window: { trailing: { n: 7 } } }],
  [
    { window: { n: 7, unit: 'DAY', leading: { n: 1, unit: 'DAY' }, anchor: 'START', show: 'FIRST' } },
    {
      window: {
        trailing: { n: 7, unit: 'DAY' },
        leading: { n: 1, unit: 'DAY' },
        anchor: 'START',
        show: 'FIRST',
      },
    },
  ],
  [
    { window: { n: null, trailing: { all: true, n: null }, leading: { n: 1, unit: 'DAY', all: false } } },
    { window: { trailing: 'ALL', leading: { n: 1, unit: 'DAY' } } },
  ],
  [{ window: { trailing: null, leading: null } }, { window: {} }],
])('%j is %j', (args, members) => {
  expect(read(args)).toEqual({ members, issues: [] });
});

test('one side of a window is said once', () => {
  const { issues } = read({
    window: { n: 7, unit: 'DAY', trailing: { n: 7, unit: 'DAY' }, leading: { all: true, n: 3 } },
  });
  expect(issues).toEqual([
    'window.trailing: A window says how long it trails once: with "n" and "unit", or with "trailing".',
    'window.leading: Give "n" with "unit", or "all", not both.',
  ]);
});
