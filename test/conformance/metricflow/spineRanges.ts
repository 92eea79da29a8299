import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TimeSpineModel } from './manifest.js';
import { nextOf, readTime, type Interval } from './time.js';

const FINEST_FIRST = ['second', 'minute', 'hour', 'day'];

/** From when to when each time spine goes, by its grain, read from the tables' files. */
export class SpineRanges {
  readonly #byGrain = new Map<string, Interval>();

  constructor(folder: string, spines: readonly TimeSpineModel[]) {
    for (const { node_relation, primary_column } of spines) {
      const file = join(folder, 'data', `${node_relation.alias}.csv`);
      if (!existsSync(file)) continue;
      const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
      const place = head.split(',').indexOf(primary_column.name);
      const times = lines.map((line) => readTime((line.split(',')[place] ?? '').replaceAll('"', '')));
      const grain = primary_column.time_granularity;
      const last = times.reduce((a, b) => Math.max(a, b));
      this.#byGrain.set(grain, { from: times.reduce((a, b) => Math.min(a, b)), to: nextOf(grain, last) });
    }
  }

  /** Of the coarsest spine that is fine enough for the finest of these grains. */
  of(grains: readonly string[]): Interval {
    const finest = FINEST_FIRST.find((grain) => grains.includes(grain)) ?? 'day';
    return this.#byGrain.get(finest) ?? this.#byGrain.get('day') ?? {};
  }

  /** Grain of the spine that shows these grains of `metric_time`. */
  grainFor(grains: readonly string[]): string {
    const finest = FINEST_FIRST.find((grain) => grains.includes(grain)) ?? 'day';
    return this.#byGrain.has(finest) ? finest : 'day';
  }
}
