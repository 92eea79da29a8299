import type { CaseModel, FieldRef, FilterNode, GroupByModel, SemanticModel } from './manifest.js';
import { EnumValue } from '../graphqlText.js';
import { allOf, boundsOf, dayOf, fieldsOf, splitTime, whereOf, type Where } from './filters.js';
import { camel } from './names.js';
import { isUnit, type Interval } from './time.js';
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
  const wheres =
    home === undefined
      ? spineWhere(model, spineGrain(asked, model))
      : model.where_ast === null
        ? []
        : [whereIn(asked.graph, home, model.where_ast)];
  return {
    root: home === undefined ? spineFor(asked, model) : datasetName(home),
    scope: { where: allOf(wheres) },
    view: { orderBy: orderOf(model, fields), limit: model.limit ?? EVERY_ROW },
    fields,
  };
}

/** What is said of time itself holds for the days of the calendar. */
function spineWhere({ where_ast }: CaseModel, grain: string): readonly Where[] {
  const { interval, buckets } = splitTime(where_ast, isSpineTime);
  if (buckets.length > 0) throw new Error('A condition on time that is not one stretch of it.');
  return interval.map((stretch: Interval) => ({ ds: grain === 'day' ? daysOf(stretch) : boundsOf(stretch) }));
}

/** Days are compared with days. */
function daysOf(stretch: Interval): Where {
  return Object.fromEntries(
    Object.entries(boundsOf(stretch)).map(([op, time]) => [op, dayOf(time as string)]),
  );
}

/** Conditions on anything but time, where only days of the calendar are asked: these are there if some row satisfies them. */
export function rowsThatMustBe(graph: ModelGraph, model: CaseModel): Question | undefined {
  const { rest } = splitTime(model.where_ast, isSpineTime);
  if (rest.length === 0 || !model.group_bys_resolved.every(({ name }) => name === 'metric_time'))
    return undefined;
  const fields = rest.flatMap(fieldsOf);
  const home = graph.models.find((candidate) =>
    fields.every(
      ({ name, entity_path }) => graph.find(candidate, { name, path: entity_path ?? [] })?.steps.length === 0,
    ),
  );
  const [field] = fields;
  if (home === undefined || field === undefined) throw new Error('No model has all that is filtered by.');
  const place = graph.place(home, { name: field.name, path: field.entity_path ?? [] });
  return {
    root: datasetName(home),
    scope: { where: allOf(rest.map((node) => whereIn(graph, home, node))) },
    view: { limit: 1 },
    fields: [{ column: 'some', steps: place.steps, member: place.member, args: {} }],
  };
}

function isSpineTime({ name }: FieldRef): boolean {
  return name === 'metric_time';
}

function spineGrain({ spines }: Asked, { group_bys_resolved }: CaseModel): string {
  return spines.grainFor(group_bys_resolved.map((group) => group.grain ?? 'day'));
}

function spineFor(asked: Asked, model: CaseModel): string {
  const grain = spineGrain(asked, model);
  const spine = spinesOf(asked.graph).find(({ primary_column }) => primary_column.time_granularity === grain);
  if (spine === undefined) throw new Error(`There is no spine of ${grain}s.`);
  return spineName(spine);
}

function fieldOf({ graph }: Asked, home: SemanticModel | undefined, group: GroupByModel): Field {
  const isSpine = home === undefined;
  const place = isSpine ? undefined : graph.place(home, refOf(group));
  const isTime = place === undefined || place.dimension?.type === 'time';
  const own = isSpine && group.grain != null && !isUnit(group.grain);
  return {
    column: group.column,
    steps: place?.steps ?? [],
    member: place?.member ?? (own ? camel(group.grain ?? '') : 'ds'),
    args: isTime && !own ? timeArguments(group) : {},
  };
}

function whereIn(graph: ModelGraph, home: SemanticModel, filter: FilterNode): Where {
  return whereOf(
    { graph, model: home, metricFilter: (node, field) => existsFilter({ graph, model: home }, node, field) },
    filter,
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
