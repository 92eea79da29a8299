import type { Join, Model } from './model.js';

/** One step of a way between cubes; `reversed`: the join is declared on the other side. */
export interface Step {
  readonly from: string;
  readonly to: string;
  readonly join: Join & { readonly from: string };
  readonly reversed: boolean;
}

export type Cardinality = 'many-to-one' | 'one-to-one' | 'one-to-many';

export function cardinalityOf({ join, reversed }: Step): Cardinality {
  if (!reversed || join.cardinality === 'one-to-one') return join.cardinality;
  return join.cardinality === 'one-to-many' ? 'many-to-one' : 'one-to-many';
}

/** The join between two cubes in this direction, or in the other one. */
export function stepBetween(model: Model, from: string, to: string): Step | undefined {
  const join = model.cubes.get(from)?.joins.get(to);
  if (join !== undefined) return { from, to, join: { ...join, from }, reversed: false };
  const back = model.cubes.get(to)?.joins.get(from);
  return back === undefined ? undefined : { from, to, join: { ...back, from: to }, reversed: true };
}

/** The shortest way on which every row meets at most one other; declared directions first. */
export function wayToOne(model: Model, from: string, to: string): readonly Step[] | undefined {
  const queue: { cube: string; steps: readonly Step[] }[] = [{ cube: from, steps: [] }];
  const seen = new Set([from]);
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    if (place.cube === to) return place.steps;
    const near = [...(model.cubes.get(place.cube)?.joins.keys() ?? []), ...model.cubes.keys()];
    for (const next of near) {
      const step = seen.has(next) ? undefined : stepBetween(model, place.cube, next);
      if (step === undefined || cardinalityOf(step) === 'one-to-many') continue;
      seen.add(next);
      queue.push({ cube: next, steps: [...place.steps, step] });
    }
  }
  return undefined;
}
