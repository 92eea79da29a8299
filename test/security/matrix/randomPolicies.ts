import type { DatasetSpec } from '../../../src/metrics/index.js';
import type { PolicySpec } from '../../../src/metrics/catalog/catalogSpec.js';
import { membersOf } from './sight.js';

export interface Random {
  /** 0 … below `most`. */
  below(most: number): number;
  chance(of: number): boolean;
  pick<T>(values: readonly T[]): T;
}

/** Always the same numbers for a seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  return {
    below,
    chance: (of) => next() < of,
    pick: (values) => values[below(values.length)] as (typeof values)[number],
  };
}

const MASKS = [
  { mask: 'hash', unless: { tenant: { in: '$tenants' } } },
  'hash',
  'null',
  { constant: 'something' },
];

/** The catalog with other policies: datasets without one, other names hidden. Rows are those of the tenant, asked in several ways. */
export function randomPolicies(specs: readonly DatasetSpec[], random: Random): readonly DatasetSpec[] {
  return specs.map((spec) => {
    const access = Object.entries(spec.access ?? {}).flatMap(
      ([role, policy]): (readonly [string, PolicySpec])[] => {
        if (role === 'analyst') return [[role, policy]];
        if (random.chance(0.1)) return [];
        const names = membersOf(spec).filter(({ kind }) => ['dimension', 'measure', 'metric'].includes(kind));
        const hide = Array.from({ length: random.below(4) }, () => random.pick(names).name);
        const { rows } = policy;
        const same =
          rows === 'all' ? rows : random.pick([rows, { and: [rows, rows] }, { or: [{ and: [rows] }] }]);
        const masked = Object.keys(spec.dimensions ?? {}).filter(
          (name) => random.chance(0.15) && !hide.includes(name),
        );
        const mask = Object.fromEntries(
          masked.map((name) => [
            name,
            random.pick(spec.dimensions?.['tenant'] === undefined ? MASKS.slice(1) : MASKS),
          ]),
        );
        const least = spec.primaryKey === undefined ? [undefined] : [undefined, undefined, 1, 2, 5];
        const minGroupSize = random.pick(least);
        return [[role, { ...policy, rows: same, hide: [...new Set(hide)], mask, minGroupSize }]];
      },
    );
    return { ...spec, access: Object.fromEntries(access) };
  });
}
