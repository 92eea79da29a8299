import type { DatasetSpec, RelationshipSpec } from './catalogSpec.js';
import type { Relationship } from './definitions.js';
import { entriesOf, readKey, unknownName, type Draft } from './draft.js';
import type { ReferenceLookup } from './parseExpression.js';

/** Datasets by name, with the lookup of their dimensions: the other side of a relationship. */
export type OtherSides = ReadonlyMap<
  string,
  { readonly spec: DatasetSpec; readonly references: ReferenceLookup }
>;

export function defineRelationships(draft: Draft, others: OtherSides): ReadonlyMap<string, Relationship> {
  const relationships = new Map<string, Relationship>();
  const own = others.get(draft.spec.dataset)?.references;
  for (const [name, spec] of entriesOf(draft.spec.relationships)) {
    const path = ['relationships', name] as const;
    const other = others.get(spec.to);
    if (other === undefined) {
      draft.report([...path, 'to'], unknownName('dataset', spec.to, others.keys()));
      continue;
    }
    const pairs = entriesOf(spec.on);
    if (pairs.length === 0)
      draft.report(
        [...path, 'on'],
        'A relationship needs at least one pair of columns: { this_column: other_column }.',
      );
    const on = pairs.flatMap(([left, right]) => {
      const from = readKey(draft, { path: [...path, 'on', left], text: left }, own);
      const to = readKey(draft, { path: [...path, 'on', left], text: right }, other.references);
      return from === undefined || to === undefined ? [] : [{ from, to }];
    });
    if (on.length !== pairs.length || on.length === 0) continue;
    relationships.set(name, {
      name,
      description: spec.description ?? '',
      to: spec.to,
      on,
      cardinality: spec.cardinality,
      validity: readValidity(draft, { name, spec }, { own, other: other.references }),
    });
  }
  return relationships;
}

function readValidity(
  draft: Draft,
  { name, spec }: { name: string; spec: RelationshipSpec },
  { own, other }: { own: ReferenceLookup | undefined; other: ReferenceLookup },
): Relationship['validity'] {
  const { validity, cardinality } = spec;
  if (validity === undefined) return undefined;
  const path = ['relationships', name, 'validity'] as const;
  if (!cardinality.endsWith('-to-one'))
    draft.report(
      path,
      `The row that holds at one time is at most one: the cardinality is many-to-one, not ${cardinality}.`,
    );
  const read = (key: 'at' | 'from' | 'to', references: ReferenceLookup | undefined) => {
    const text = validity[key];
    return text === undefined ? undefined : readKey(draft, { path: [...path, key], text }, references);
  };
  const [at, from, to] = [read('at', own), read('from', other), read('to', other)];
  return at === undefined || from === undefined ? undefined : { at, from, to };
}

/** Whether following the relationship keeps one row one row, so that it can be a plain join. Through the others rows can only be filtered. */
export function isJoinable(relationship: Pick<Relationship, 'cardinality'>): boolean {
  return relationship.cardinality === 'many-to-one' || relationship.cardinality === 'one-to-one';
}
