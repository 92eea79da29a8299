import type { Cube, View, ViewMember } from './model.js';
import { at, named, type Raw } from './raw.js';
import { readDimension, readMeasure } from './readMembers.js';

/** Views as maps from a name to the way to a member. A `split` part becomes a view of its own. */
export function readViews(
  specs: readonly Raw[],
  cubes: ReadonlyMap<string, Cube>,
): ReadonlyMap<string, View> {
  const views = new Map<string, View>();
  for (const raw of specs) for (const view of readView(raw, cubes)) views.set(view.name, view);
  return views;
}

function readView(raw: Raw, cubes: ReadonlyMap<string, Cube>): readonly View[] {
  const name = String(raw['name']);
  const parts = ((raw['cubes'] ?? []) as Raw[]).map((part) => ({
    path: String(at(part, 'joinPath')).split('.'),
    part,
  }));
  const included = ((raw['includes'] ?? []) as unknown[]).map(String);
  const root = parts[0]?.path[0] ?? included[0]?.split('.')[0];
  const members = new Map<string, ViewMember>();
  const split: View[] = [];
  for (const { path, part } of parts) {
    const found = partMembers(path, part, cubes);
    if (part['split'] !== true) found.forEach((member, shown) => members.set(shown, member));
    else
      split.push({
        name: `${name}_${String(part['alias'] ?? path.at(-1))}`,
        root,
        members: found,
        dimensions: new Map(),
        measures: new Map(),
      });
  }
  const excluded = new Set(((raw['excludes'] ?? []) as unknown[]).map(String));
  for (const [cube, member] of included.map((entry) => entry.split('.'))) {
    for (const own of memberNames(cubes.get(cube ?? '')))
      if ((member === undefined || own === member) && !excluded.has(`${cube}.${own}`))
        members.set(own, { path: [cube ?? ''], member: own });
  }
  return [
    {
      name,
      root,
      members,
      dimensions: new Map(named(raw['dimensions']).map(([own, spec]) => [own, readDimension(own, spec)])),
      measures: new Map(named(raw['measures']).map(([own, spec]) => [own, readMeasure(own, spec)])),
    },
    ...split,
  ];
}

function partMembers(
  path: readonly string[],
  part: Raw,
  cubes: ReadonlyMap<string, Cube>,
): ReadonlyMap<string, ViewMember> {
  const cube = path.at(-1) ?? '';
  const prefix = part['prefix'] === true ? `${String(part['alias'] ?? cube)}_` : '';
  const excluded = new Set(((part['excludes'] ?? []) as unknown[]).map(String));
  const asked: readonly { readonly member: string; readonly shown: string }[] =
    part['includes'] === '*'
      ? memberNames(cubes.get(cube)).map((member) => ({ member, shown: member }))
      : ((part['includes'] ?? []) as (string | Raw)[]).map((entry) =>
          typeof entry === 'string'
            ? { member: entry, shown: entry }
            : { member: String(entry['name']), shown: String(entry['alias'] ?? entry['name']) },
        );
  return new Map(
    asked
      .filter(({ member }) => !excluded.has(member))
      .map(({ member, shown }) => [`${prefix}${shown}`, { path, member }]),
  );
}

function memberNames(cube: Cube | undefined): readonly string[] {
  return cube === undefined
    ? []
    : [...cube.dimensions.keys(), ...cube.measures.keys(), ...cube.segments.keys()];
}
