import type { CustomGrain, Dimension } from './definitions.js';

/** Grains of dimensions that are the same one: those that each dimension which has them defines equally. Undefined when there are none. */
export function sharedGrains(dimensions: readonly Dimension[]): Dimension['grains'] {
  const grains = new Map<string, CustomGrain>();
  for (const dimension of dimensions)
    for (const [name, grain] of dimension.grains ?? []) if (!grains.has(name)) grains.set(name, grain);
  const alike = [...grains].filter(([name, grain]) =>
    dimensions.every(({ grains: own }) => {
      const theirs = own?.get(name);
      return theirs === undefined || isSameGrain(theirs, grain);
    }),
  );
  return alike.length === 0 ? undefined : new Map(alike);
}

/** Whether both cut time into the same buckets and look back alike. */
function isSameGrain(a: CustomGrain, b: CustomGrain): boolean {
  return definitionOf(a) === definitionOf(b);
}

function definitionOf(grain: CustomGrain): string {
  if (grain.kind === 'interval')
    return JSON.stringify([grain.interval.map(({ n, unit }) => [n, unit]), grain.origin]);
  const { dataset, date, bucket, shifts } = grain;
  return JSON.stringify([
    dataset,
    date,
    bucket,
    [...shifts].sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}
