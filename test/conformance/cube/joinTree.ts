import type { Join, Model } from './model.js';

/** The cubes of one question, each by the way that leads to it from the root. */
export interface JoinTree {
  readonly root: string;
  /** The way to where a member is: cubes from the root on, the root included. */
  readonly place: (path: readonly string[]) => readonly string[];
  /** Whether a row of the root meets at most one row there. */
  readonly isOne: (place: readonly string[]) => boolean;
  readonly joins: (place: readonly string[]) => readonly (Join & { readonly from: string })[];
}

/**
 * Chooses the cube that reaches all others with the fewest joins, the one named first of equal ones. Undefined when none reaches all.
 * A path of one cube may be reached in any way, a longer one is followed as it is.
 */
export function joinTree(model: Model, paths: readonly (readonly string[])[]): JoinTree | undefined {
  const roots = [...new Set(paths.flatMap((path) => path.slice(0, 1)))];
  let best: { tree: JoinTree; size: number } | undefined;
  for (const root of roots) {
    const found = from(model, root, paths);
    if (found !== undefined && (best === undefined || found.size < best.size)) best = found;
  }
  return best?.tree;
}

function from(
  model: Model,
  root: string,
  paths: readonly (readonly string[])[],
): { tree: JoinTree; size: number } | undefined {
  const places = new Map<string, readonly string[]>();
  const edges = new Set<string>();
  for (const path of paths) {
    const start = path[0] === root ? [root] : shortest(model, root, path[0] ?? '');
    if (start === undefined) return undefined;
    const place = [...start, ...path.slice(1)];
    places.set(path.join('.'), place);
    place.forEach((_, index) => edges.add(place.slice(0, index + 1).join('.')));
  }
  const joins: JoinTree['joins'] = (place) =>
    place.slice(1).map((to, index) => {
      const cube = place[index] ?? '';
      const join = model.cubes.get(cube)?.joins.get(to);
      if (join === undefined) throw new Error(`"${cube}" has no join to "${to}".`);
      return { ...join, from: cube };
    });
  return {
    size: edges.size,
    tree: {
      root,
      place: (path) => {
        const known = places.get(path.join('.'));
        if (known !== undefined) return known;
        const start = path[0] === root ? [root] : shortest(model, root, path[0] ?? '');
        if (start === undefined) throw new Error(`"${root}" is not joined to "${path.join('.')}".`);
        return [...start, ...path.slice(1)];
      },
      isOne: (place) => joins(place).every(({ cardinality }) => cardinality !== 'one-to-many'),
      joins,
    },
  };
}

function shortest(model: Model, root: string, target: string): readonly string[] | undefined {
  const queue: (readonly string[])[] = [[root]];
  const seen = new Set([root]);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const last = path.at(-1) ?? '';
    if (last === target) return path;
    for (const next of model.cubes.get(last)?.joins.keys() ?? []) {
      if (seen.has(next) || !model.cubes.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return undefined;
}
