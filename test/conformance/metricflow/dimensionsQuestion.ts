import type { CaseModel, GroupByModel, SemanticModel } from './manifest.js';
import { EnumValue } from '../graphqlText.js';
import { allOf, whereOf, type Where } from './filters.js';
import { existsFilter } from './metricFilter.js';
import { datasetName } from './metricSpecs.js';
import type { ModelGraph } from './modelGraph.js';
import { timeArguments, type Asked, type Field, type Question } from './question.js';
import { spineName, spinesOf } from './datasetSpecs.js';

const EVERY_ROW = 100_000;

/** Models that have every dimension of a case themselves, those it is the key of first. */
export function homesOf(
  graph: ModelGraph,
  { group_bys_resolved: groups }: CaseModel,
): readonly SemanticModel[] {
  const isKey = (model: SemanticModel): boolean =>
    groups.every(
      ({ kind, name }) =>
        kind !== 'entity' ||
        model.entities.some((entity) => entity.name === name && entity.type === 'primary'),
    );
  return graph.models
    .filter((model) => groups.every((group) => graph.find(model, refOf(group))?.steps.length === 0))
    .sort((a, b) => Number(isKey(b)) - Number(isKey(a)));
}

/** Distinct values of dimensions that one model has, or of time itself. */
export function dimensionsQuestion(asked: Asked, model: CaseModel): Question {
  const onlyTime = model.group_bys_resolved.every(({ name }) => name === 'metric_time');
  const home = homesOf(asked.graph, model)[0];
  const fields = model.group_bys_resolved.map((group) => fieldOf(asked, home, group));
  if (!onlyTime && home === undefined) throw new Error('No model has all of these dimensions.');
  const wheres = model.where_ast === null || home === undefined ? [] : [whereIn(asked.graph, home, model)];
  return {
    root: home === undefined ? spineFor(asked, model) : datasetName(home),
    scope: { where: allOf(wheres) },
    view: { orderBy: orderOf(model, fields), limit: model.limit ?? EVERY_ROW },
    fields,
  };
}

function spineFor({ graph, spines }: Asked, { group_bys_resolved }: CaseModel): string {
  const grain = spines.grainFor(group_bys_resolved.map((group) => group.grain ?? 'day'));
  const spine = spinesOf(graph).find(({ primary_column }) => primary_column.time_granularity === grain);
  if (spine === undefined) throw new Error(`There is no spine of ${grain}s.`);
  return spineName(spine);
}

function fieldOf({ graph }: Asked, home: SemanticModel | undefined, group: GroupByModel): Field {
  const isSpine = home === undefined;
  const place = isSpine ? undefined : graph.place(home, refOf(group));
  const isTime = place === undefined || place.dimension?.type === 'time';
  const own =
    isSpine &&
    group.grain != null &&
    !['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'].includes(group.grain);
  return {
    column: group.column,
    steps: place?.steps ?? [],
    member: place?.member ?? (own ? camelGrain(group) : 'ds'),
    args: isTime && !own ? timeArguments(group) : {},
  };
}

function camelGrain({ grain }: GroupByModel): string {
  return (grain ?? '').replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

function whereIn(graph: ModelGraph, home: SemanticModel, { where_ast }: CaseModel): Where {
  if (where_ast === null) return {};
  return whereOf(
    { graph, model: home, metricFilter: (node, field) => existsFilter({ graph, model: home }, node, field) },
    where_ast,
  );
}

function orderOf(model: CaseModel, fields: readonly Field[]): readonly unknown[] | undefined {
  const orders = model.order_bys_resolved.map(({ by, descending }) => {
    const field = fields.find(({ column }) => column === by) ?? fields[0];
    return {
      alias: {
        name: [...(field?.steps ?? []), field?.column ?? by].join('.'),
        direction: new EnumValue(descending ? 'DESC' : 'ASC'),
      },
    };
  });
  return orders.length === 0 ? undefined : orders;
}

function refOf({ name, entity_path }: GroupByModel): {
  readonly name: string;
  readonly path: readonly string[];
} {
  return { name, path: entity_path };
}
