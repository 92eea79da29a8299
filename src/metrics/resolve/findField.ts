import type { Dataset, Dimension, Measure, Metric } from '../catalog/definitions.js';
import { isJoinable } from '../catalog/defineRelationships.js';
import { findNumber } from './findNumber.js';
import type { IssuePath } from './issues.js';
import type { JoinStep } from './resolvedQuery.js';
import { follow, MAX_HOPS, type Place, type Scope } from './scope.js';

export type FoundField =
  | { readonly kind: 'dimension'; readonly place: Place; readonly dimension: Dimension }
  /** `behind`: of the rows that this relationship to many leads to. */
  | { readonly kind: 'measure'; readonly member: Measure | Metric; readonly behind?: JoinStep | undefined };

/** Finds a dotted name: a measure or metric of the dataset itself, or a dimension of it or of a dataset it leads to. Reports what cannot be found. */
export function findField(scope: Scope, name: string, path: IssuePath): FoundField | undefined {
  const [first = ''] = name.split('.');
  const isShared = scope.facts !== undefined && !scope.dataset.relationships.has(first);
  const number = isShared ? findNumber(scope, name) : undefined;
  // It is looked up once more by the name it was asked by.
  if (number !== undefined) return { kind: 'measure', member: { ...number.member, name } };
  const steps = name.split('.');
  const member = steps.pop() as string;
  let place: Place = { dataset: scope.dataset, path: [] };
  for (const step of steps) {
    const next = follow(scope, place, step);
    if (next === undefined) {
      const sentence = `There is no relationship "${step}" in dataset "${place.dataset.name}".`;
      return scope.issues.unknown('UNKNOWN_FIELD', path, {
        sentence,
        name: step,
        candidates: place.dataset.relationships.keys(),
      });
    }
    place = next;
    const { relationship } = next.path.at(-1) as JoinStep;
    const number = next.dataset.measures.get(member) ?? next.dataset.metrics.get(member);
    if (!isJoinable(relationship) && steps.length === 1 && number !== undefined && scope.facts === undefined)
      return { kind: 'measure', member: number, behind: next.path.at(-1) };
    if (!isJoinable(relationship))
      return scope.issues.add(
        'WRONG_KIND',
        path,
        `"${step}" leads to many rows of "${next.dataset.name}" (${relationship.cardinality}), so their fields have no one value here. Filter by them in "where", or ask "${next.dataset.name}" itself.`,
      );
    if (place.path.length > MAX_HOPS)
      return scope.issues.add(
        'TOO_MANY',
        path,
        `"${name}" goes through more than ${MAX_HOPS} relationships.`,
      );
  }
  return findMember(scope, { place, member }, path);
}

function findMember(
  scope: Scope,
  { place, member }: { place: Place; member: string },
  path: IssuePath,
): FoundField | undefined {
  const { dataset } = place;
  const dimension = dataset.dimensions.get(member);
  if (dimension !== undefined) return { kind: 'dimension', place, dimension };
  const measure = dataset.measures.get(member) ?? dataset.metrics.get(member);
  if (measure !== undefined && place.path.length === 0) return { kind: 'measure', member: measure };
  if (measure !== undefined) {
    return scope.issues.add(
      'WRONG_KIND',
      path,
      `"${member}" is a measure of dataset "${dataset.name}": through a relationship only dimensions can be asked. Ask "${dataset.name}" for it.`,
    );
  }
  if (dataset.relationships.has(member)) {
    return scope.issues.add(
      'WRONG_KIND',
      path,
      `"${member}" is a relationship: choose one of its fields, as in "${member}.…".`,
    );
  }
  const preset = dataset.presets?.get(member);
  if (preset !== undefined && place.path.length === 0) {
    return scope.issues.add(
      'WRONG_KIND',
      path,
      `"${member}" is a ${preset.kind}: ask the view "${preset.kind}" for it, with its name.`,
    );
  }
  return scope.issues.unknown('UNKNOWN_FIELD', path, {
    sentence: `There is no field "${member}" in dataset "${dataset.name}".`,
    name: member,
    candidates: fieldNames(place),
  });
}

/** Names that may be asked for in a place. */
export function fieldNames({ dataset, path }: Place): readonly string[] {
  return [
    ...dataset.dimensions.keys(),
    ...(path.length === 0 ? measureNames(dataset) : []),
    ...dataset.relationships.keys(),
  ];
}

/** Measures and metrics. */
export function measureNames(dataset: Dataset): readonly string[] {
  return [...dataset.measures.keys(), ...dataset.metrics.keys()];
}
