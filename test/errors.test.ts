import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as errors from '../src/errors.js';

const page = readFileSync(path.join(import.meta.dirname, '../docs/errors.md'), 'utf8');

/** Codes in the first column of the tables under a heading. */
function documented(heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1] as string).toSorted();
}

test('docs/errors.md explains every issue code and no other', () => {
  expect(documented('Codes of issues')).toEqual([...errors.QUERY_ISSUE_CODES].toSorted());
});

test('docs/errors.md explains the code of every error class and no other', () => {
  const codes = [
    new errors.QueryError([]),
    new errors.AuthenticationError(''),
    new errors.AccessError(''),
    new errors.LimitError(''),
    new errors.RateLimitError('', 1),
    new errors.ConfigError([]),
    new errors.CatalogError([]),
    new errors.StartupError(''),
    ...(['failed', 'timeout', 'overloaded', 'cancelled', 'limit'] as const).map(
      (failure) => new errors.WarehouseError(failure, ''),
    ),
    new errors.MetadataError(''),
    new errors.InvariantError(''),
  ];
  const classes = Object.values(errors).filter(
    (value) => typeof value === 'function' && value.prototype instanceof errors.VernierError,
  );
  expect(new Set(codes.map((error) => error.constructor)).size).toBe(classes.length);
  expect([...documented('Codes in answers'), ...documented('Codes that stop the start')].toSorted()).toEqual(
    codes.map((error) => error.code).toSorted(),
  );
});
