import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { InvariantError, WarehouseError } from '../../src/errors.js';
import type { StatementParameter } from '../../src/metrics/index.js';
import { defineCatalog, type DatasetSpec } from '../../src/metrics/index.js';
import { MaskKey } from '../../src/server/maskKey.js';
import { withMaskKey } from '../../src/server/withMaskKey.js';
import { openTestWarehouse } from '../support/embedded.js';

/** The key of hashes goes to the engine and nowhere else, and a mask with a mistake is refused with what to write. */

const key = new MaskKey('a key of at least thirty-two characters');
const parameters: readonly StatementParameter[] = [
  { name: 'p1', type: 'UInt64', value: '0', secret: 'mask key, first half' },
  { name: 'p2', type: 'UInt64', value: '0', secret: 'mask key, second half' },
];
const HASH = "SELECT lower(hex(sipHash128ReferenceKeyed(({p1:UInt64}, {p2:UInt64}), 'ann'))) AS h";

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
});
afterAll(() => warehouse.close());

const hashed = async (of: MaskKey | undefined): Promise<unknown> =>
  (await withMaskKey(warehouse, of).query({ text: HASH, parameters, settings: {} })).rows[0]?.[0];

test('equal values have equal hashes under one key, and others under another', async () => {
  expect(await hashed(key)).toMatch(/^[0-9a-f]{32}$/);
  expect(await hashed(key)).toBe(await hashed(new MaskKey('a key of at least thirty-two characters')));
  expect(await hashed(key)).not.toBe(await hashed(new MaskKey('another key of thirty-two characters!')));
  await expect(hashed(undefined)).rejects.toThrow(InvariantError);
});

test('what the engine quotes of a statement that failed has no key in it', async () => {
  const text = "SELECT toUInt8(concat('k', toString({p1:UInt64}))), {p2:UInt64}";
  const quoted = (error: unknown): string => {
    expect(error).toBeInstanceOf(WarehouseError);
    const { message, cause } = error as WarehouseError;
    return `${message} ${cause instanceof Error ? cause.message : String(cause)}`;
  };
  const [first] = key.halves;
  const real = parameters.map(({ name, type }, index) => ({ name, type, value: key.halves[index as 0 | 1] }));
  const told = await warehouse.query({ text, parameters: real, settings: {} }).catch(quoted);
  // Without taking it out, it would be there.
  expect(told).toContain(first);
  const kept = await withMaskKey(warehouse, key).query({ text, parameters, settings: {} }).catch(quoted);
  expect(kept).toContain('(mask key)');
  for (const half of key.halves) expect(kept).not.toContain(half);
  expect(`${String(key)} ${JSON.stringify(key)}`).not.toContain(first);
});

test.each<[unknown, RegExp]>([
  ['hashed', /A mask is hash, "null", \{ constant: … \} or \{ truncate: … \}, not "hashed"/],
  [{ truncate: 4, constant: 'x' }, /A mask is hash/],
  [{ constant: ['x'] }, /A constant is a text, a number, true or false/],
  [{ truncate: -1 }, /a text, say how many characters are shown: a whole number from 1/],
  [{ unless: { id: { eq: 1 } } }, /Say what is shown in other rows/],
  [{ mask: 'hash', unless: 'all' }, /leave the mask out if that is meant/],
  [{ mask: 'hash', when: {} }, /has the keys "mask" and "unless", not "when"/],
])('the mask %j is refused', (asked, message) => {
  const spec = {
    dataset: 'people',
    description: 'People',
    source: 'd.people',
    dimensions: { id: { type: 'integer' }, name: { type: 'string' } },
    measures: { people: { agg: 'count' } },
    access: { reader: { rows: 'all', mask: { name: asked } } },
  } satisfies DatasetSpec;
  const { issues } = defineCatalog([spec]);
  expect(issues).toHaveLength(1);
  expect(issues[0]?.path.slice(0, 4)).toEqual(['access', 'reader', 'mask', 'name']);
  expect(issues[0]?.message).toMatch(message);
});
