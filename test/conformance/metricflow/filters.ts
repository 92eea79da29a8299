import type { FieldRef, FilterNode, Literal, SemanticModel } from './manifest.js';
import { timeOf, type ModelGraph } from './modelGraph.js';
import { camel } from './names.js';
import { intervalOf, isUnit, readTime, showTime, type Interval } from './time.js';

/** A filter of ours: a tree of plain objects, as `where` takes it. */
export type Where = Readonly<Record<string, unknown>>;

export interface FilterScope {
  readonly graph: ModelGraph;
  /** The dataset whose rows are filtered. */
  readonly model: SemanticModel;
  /** What `metric_time` is; the model's own time when absent. */
  readonly time?: string | undefined;
  /** Reaches a model's own elements through its relationship to itself. */
  readonly explicit?: boolean | undefined;
  /** Writes a condition on a metric of an entity. */
  readonly metricFilter: (node: Comparison, field: FieldRef) => Where;
}

type Comparison = Extract<FilterNode, { readonly field: FieldRef }>;

/** The filter as a tree over the rows of the scope's dataset. */
export function whereOf(scope: FilterScope, node: FilterNode): Where {
  switch (node.op) {
    case 'and':
    case 'or':
      return { [node.op]: node.args.map((arg) => whereOf(scope, arg)) };
    case 'not':
      return { not: whereOf(scope, node.arg) };
    case 'true':
      return { and: [] };
    default:
      return node.field.type === 'metric' ? scope.metricFilter(node, node.field) : condition(scope, node);
  }
}

/** All of several filters. */
export function allOf(wheres: readonly Where[]): Where | undefined {
  return wheres.length < 2 ? wheres[0] : { and: wheres };
}

function condition(scope: FilterScope, node: Comparison): Where {
  const { field } = node;
  const time = scope.time ?? timeOf(scope.model);
  const isMetricTime = field.name === 'metric_time';
  if (isMetricTime && time === undefined) throw new Error(`${scope.model.name} has no metric_time.`);
  const place = scope.graph.place(
    scope.model,
    isMetricTime ? { name: time ?? '', path: [] } : { name: field.name, path: field.entity_path ?? [] },
    scope.explicit,
  );
  const grain = field.grain ?? place.dimension?.type_params?.time_granularity ?? 'day';
  const inner =
    place.dimension?.type === 'time'
      ? timeCondition(place.member, node, grain)
      : { [place.member]: plainCondition(node) };
  return place.steps.reduceRight<Where>((where, step) => ({ [step]: where }), inner);
}

/** A condition on a time, its bucket or its part; what is no unit of time is asked of the calendar. */
function timeCondition(member: string, node: Comparison, grain: string): Where {
  const part = node.field.date_part ?? undefined;
  if (part !== undefined) return { [`${member}Calendar`]: { [partName(part)]: plainCondition(node) } };
  if ('values' in node) {
    const each = node.values.map((value) =>
      timeCondition(member, { op: 'eq', field: node.field, value }, grain),
    );
    return { or: each };
  }
  if (!('value' in node)) return { [member]: plainCondition(node) };
  if (isUnit(grain)) return bucketCondition(member, { op: node.op, grain, value: node.value });
  return { [`${member}Calendar`]: { [camel(grain)]: { [node.op]: dayOf(node.value) } } };
}

/** A part of the day as the calendar has it. */
export function partName(part: string): string {
  return `${part}Part`;
}

function plainCondition(node: Comparison): Where {
  switch (node.op) {
    case 'is_true':
      return { eq: true };
    case 'is_null':
      return { isNull: true };
    case 'is_not_null':
      return { isNull: false };
    case 'in':
      return { in: node.values };
    default:
      return { [node.op]: node.value };
  }
}

/** The start of a bucket compared with a value, as bounds of the instants in it. */
function bucketCondition(
  member: string,
  { op, grain, value }: { readonly op: string; readonly grain: string; readonly value: Literal },
): Where {
  const at = readTime(String(value));
  if (op !== 'ne') return { [member]: boundsOf(intervalOf(op, grain, at) ?? {}) };
  const { from = at, to = at } = intervalOf('eq', grain, at) ?? {};
  return { or: [{ [member]: { lt: showTime(from) } }, { [member]: { gte: showTime(to) } }] };
}

/** A stretch of time as conditions on a time dimension. */
export function boundsOf({ from, to }: Interval): Where {
  return {
    ...(from === undefined ? {} : { gte: showTime(from) }),
    ...(to === undefined ? {} : { lt: showTime(to) }),
  };
}

/** A day as the calendar has it; what is no day stays as it is. */
export function dayOf(value: Literal): Literal {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? value.slice(0, 10) : value;
}

/**
 * Splits a filter into what is said of the time that metrics are counted by, as one stretch, as conditions on buckets where it is not one
 * stretch, and the rest. Metrics that look at other times than their own are filtered by time after they have looked.
 */
export function splitTime(
  node: FilterNode | null,
  isTime: (field: FieldRef) => boolean,
): { readonly interval: Interval[]; readonly buckets: FilterNode[]; readonly rest: FilterNode[] } {
  const found: { interval: Interval[]; buckets: FilterNode[]; rest: FilterNode[] } = {
    interval: [],
    buckets: [],
    rest: [],
  };
  const visit = (part: FilterNode): void => {
    if (part.op === 'and') part.args.forEach(visit);
    else if (!fieldsOf(part).every(isTime) || fieldsOf(part).length === 0) found.rest.push(part);
    else if ('value' in part && (part.field.date_part ?? '') === '' && isUnit(part.field.grain ?? 'day')) {
      const interval = intervalOf(part.op, part.field.grain ?? 'day', readTime(String(part.value)));
      if (interval === undefined) found.buckets.push(part);
      else found.interval.push(interval);
    } else found.buckets.push(part);
  };
  if (node !== null) visit(node);
  return found;
}

export function fieldsOf(node: FilterNode): readonly FieldRef[] {
  if ('args' in node) return node.args.flatMap(fieldsOf);
  if ('arg' in node) return fieldsOf(node.arg);
  return 'field' in node ? [node.field] : [];
}
