import type { FieldRef, FilterNode, SemanticModel } from './manifest.js';
import { factsOf } from './metricTree.js';
import { isToMany, type Join, type ModelGraph } from './modelGraph.js';
import type { Where } from './filters.js';
import { untimedMember } from './metricSpecs.js';

type Comparison = Extract<FilterNode, { readonly field: FieldRef }>;

/**
 * A condition on a metric of an entity, as a condition on the rows behind a relationship: those of the metric's own dataset that have the same
 * entity. Undefined when the metric crosses datasets or is counted by an entity that only a join gives.
 */
export function relatedRows(
  { graph, model }: { readonly graph: ModelGraph; readonly model: SemanticModel },
  field: FieldRef,
): Join | undefined {
  const [fact, ...more] = factsOf(graph, field.name);
  const [by, ...others] = field.group_by ?? [];
  if (more.length > 0 || others.length > 0 || by?.type !== 'entity' || (by.entity_path ?? []).length > 0)
    return undefined;
  return graph.joinsFrom(model).find((join) => join.to === fact && join.entity === by.name && isToMany(join));
}

export function existsFilter(
  scope: { readonly graph: ModelGraph; readonly model: SemanticModel },
  node: Comparison,
  field: FieldRef,
): Where {
  const join = relatedRows(scope, field);
  if (join === undefined || !('value' in node))
    throw new Error(`${scope.model.name} has no rows of ${field.name} behind a relationship.`);
  return { [join.name]: { having: { [untimedMember(scope.graph, field.name)]: { [node.op]: node.value } } } };
}
