import type { DatasetSpec } from './catalogSpec.js';
import type { Relationship } from './definitions.js';
import { entriesOf, readExpression, unknownName, type Draft } from './draft.js';
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
      const from = readExpression(draft, { path: [...path, 'on', left], text: left }, own);
      const to = readExpression(draft, { path: [...path, 'on', left], text: right }, other.references);
      return from === undefined || to === undefined ? [] : [{ from, to }];
    });
    if (on.length !== pairs.length || on.length === 0) continue;
    relationships.set(name, {
      name,
      description: spec.description ?? '',
      to: spec.to,
      on,
      cardinality: spec.cardinality,
    });
  }
  return relationships;
}

/**
 * Whether following the relationship keeps one row one row, so that it can be a plain join. The others are valid and
 * generate no field yet.
 */
export function isJoinable(relationship: Relationship): boolean {
  return relationship.cardinality === 'many-to-one' || relationship.cardinality === 'one-to-one';
}
