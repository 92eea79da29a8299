import { describe, expect, it } from 'vitest';
import { allForEach, oneForEach } from './alignWithIds.js';

const rows = [
  { id: 'b', n: 1 },
  { id: 'a', n: 2 },
  { id: 'b', n: 3 },
];

describe('alignWithIds', () => {
  it('gives one row or null per id, repeated ids included', () => {
    expect(oneForEach(['a', 'x', 'a'], rows, (row) => row.id)).toEqual([rows[1], null, rows[1]]);
  });

  it('gives all rows per id in their order', () => {
    expect(allForEach(['b', 'x', 'a', 'b'], rows, (row) => row.id)).toEqual([
      [rows[0], rows[2]],
      [],
      [rows[1]],
      [rows[0], rows[2]],
    ]);
  });

  it('is not confused by ids that are names of object properties', () => {
    expect(oneForEach(['__proto__', 'constructor'], rows, (row) => row.id)).toEqual([null, null]);
  });
});
