import { expect, test } from 'vitest';
import { StartupError } from '../errors.js';
import type { ConsoleAnswer } from '../server/console.js';
import { printAnswer } from './printAnswer.js';

const metric: ConsoleAnswer = {
  kind: 'metric',
  columns: ['city', 'visitors', 'rate', 'revenue'],
  rows: [
    ['Bonn, "old" town', 12, 0.19968406603479874, '1234567890123456789.50'],
    [null, null, 1234567.891, null],
    ['', 0, 1e-7, '-3.10'],
  ],
};

test('a table shows numbers to the right, six digits of a float, and null as a dash', () => {
  expect(printAnswer(metric, 'table')).toBe(
    [
      '┌──────────────────┬──────────┬────────────┬────────────────────────┐',
      '│ city             │ visitors │       rate │                revenue │',
      '├──────────────────┼──────────┼────────────┼────────────────────────┤',
      '│ Bonn, "old" town │       12 │   0.199684 │ 1234567890123456789.50 │',
      '│ –                │        – │ 1234567.89 │                      – │',
      '│                  │        0 │       1e-7 │                  -3.10 │',
      '└──────────────────┴──────────┴────────────┴────────────────────────┘',
      '3 rows',
      '',
    ].join('\n'),
  );
});

test('CSV and JSON keep every digit', () => {
  expect(printAnswer(metric, 'csv')).toBe(
    'city,visitors,rate,revenue\n"Bonn, ""old"" town",12,0.19968406603479874,1234567890123456789.50\n,,1234567.891,\n"",0,1e-7,-3.10\n',
  );
  expect(JSON.parse(printAnswer(metric, 'json'))).toEqual([
    { city: 'Bonn, "old" town', visitors: 12, rate: 0.19968406603479874, revenue: '1234567890123456789.50' },
    { city: null, visitors: null, rate: 1234567.891, revenue: null },
    { city: '', visitors: 0, rate: 1e-7, revenue: '-3.10' },
  ]);
});

test('a text that a spreadsheet would run is defused in CSV', () => {
  const texts = ['=1+1', '+49 30', '-rm', '@x', '-5', '-5.25', 'a=b'];
  const csv = printAnswer({ kind: 'metric', columns: ['text'], rows: texts.map((text) => [text]) }, 'csv');
  expect(csv.split('\n')).toEqual(['text', "'=1+1", "'+49 30", "'-rm", "'@x", '-5', '-5.25', 'a=b', '']);
});

test('a text of the warehouse cannot steer the terminal', () => {
  const hostile = '\u001b[2J\u0007line\nnext\r\u009b31m\u202eevil';
  const table = printAnswer({ kind: 'metric', columns: ['text'], rows: [[hostile]] }, 'table');
  expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(table).toContain('\\u001b[2J\\u0007line');
  expect(table).toContain('next\\u000d\\u009b31m\\u202eevil');
});

const graphql: ConsoleAnswer = {
  kind: 'graphql',
  problems: [],
  data: {
    visits: {
      totals: { visits: 4 },
      rows: [
        { website: { name: 'A', owner: { id: 1 } }, visits: 3 },
        { website: null, visits: 1 },
      ],
      pages: 2,
      broken: null,
    },
    viewer: { role: 'ANALYST' },
  },
};

test('each view of a document is a table of its own; nested objects are dotted columns', () => {
  const titles = printAnswer(graphql, 'table').match(/^[a-z.]+$/gim);
  expect(titles).toEqual(['visits.totals', 'visits.rows', 'visits.pages', 'visits.broken', 'viewer.role']);
  expect(printAnswer(graphql, 'table')).toContain('│ website.name │ website.owner.id │ visits │\n');
});

test('CSV is one table', () => {
  expect(() => printAnswer(graphql, 'csv')).toThrow(StartupError);
  expect(() => printAnswer(graphql, 'csv')).toThrow(
    'CSV is one table and the question has 5 views: ask one of them, or use --format json.',
  );
  expect(printAnswer({ kind: 'graphql', data: null, problems: ['no'] }, 'csv')).toBe('');
});
