import { expect, test } from 'vitest';
import { cutShort } from './cutShort.js';

test('what is small stays as it is', () => {
  const asked = { name: 'Shop', value: null, worth: undefined, steps: [{ name: 'a', match: 'exact' }], days: 3, on: true }; // prettier-ignore
  expect(JSON.stringify(cutShort(asked))).toBe(JSON.stringify(asked));
});

test.each([
  ['a long text', { name: 'x'.repeat(300_000) }],
  ['control characters', { name: '\u0000'.repeat(300_000) }],
  ['a long list', { websites: Array.from({ length: 100_000 }, (_, index) => `website ${index}`) }],
  ['many members', Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`m${index}`, index]))],
  ['a wide tree', { steps: Array.from({ length: 50 }, () => Array.from({ length: 50 }, () => Array.from({ length: 50 }, () => 'step'))) }], // prettier-ignore
  ['a long name', { ['n'.repeat(300_000)]: 1 }],
])('%s is cut short, visibly', (_, asked) => {
  const text = JSON.stringify(cutShort(asked));
  expect(text.length).toBeLessThan(5_000);
  expect(text).toContain('…');
});

test('a credential is not kept, wherever it stands', () => {
  const secret = 'S'.repeat(43);
  const part = 'Zx9_'.repeat(60);
  const text = JSON.stringify(
    cutShort({ id: `vk_${'a'.repeat(16)}_${secret}`, name: `is eyJhb.${part}.${part} so`, list: [`eyJhb${part}.${part}.${part}`] }), // prettier-ignore
  );
  expect(text).toBe(`{"id":"vk_${'a'.repeat(16)}_…","name":"is eyJ… so","list":["eyJ…"]}`);
});
