import type { CaseModel, FieldRef, FilterNode, GroupByModel, Literal, SemanticModel } from './manifest.js';
import { EnumValue } from '../graphqlText.js';
import { allOf, boundsOf, dayOf, fieldsOf, splitTime, whereOf, type Where } from './filters.js';
import { existsFilter } from './metricFilter.js';
import { TIME_CALENDAR } from './datasetSpecs.js';
import { datasetName, metricMember, rowCountOf, rowsOf, untimedMember } from './metricSpecs.js';
import { leavesOf, type Leaf } from './metricTree.js';
import { timeOf, type ModelGraph } from './modelGraph.js';
import { camel } from './names.js';
import { ceilTo, floorTo, intersect, isUnit, nextOf, readTime, showTime, type Interval } from './time.js';
import type { SpineRanges } from './spineRanges.js';

/** One selected field: where it stands and what it is called in the answer. */
export interface Field {
  readonly column: string;
  /** Relationships on the way. */
  readonly steps: readonly string[];
  readonly member: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Asked only to be filtered by; not a column of the answer. */
  readonly hidden?: boolean;
}

/** A view of rows, before it is written as GraphQL. */
export interface Question {
  /** Root field: a dataset or `metrics`. */
  readonly root: string;
  readonly scope: Readonly<Record<string, unknown>>;
  readonly view: Readonly<Record<string, unknown>>;
  readonly fields: readonly Field[];
}

export interface Asked {
  readonly graph: ModelGraph;
  readonly spines: SpineRanges;
  /** Values of an entity that satisfy a condition on a metric, where that was asked before. */
  readonly known: ReadonlyMap<FilterNode, readonly unknown[]>;
}

/** The most rows that a view may be asked for. */
const EVERY_ROW = 100_000;

/** A question about metrics. */
export function metricsQuestion(asked: Asked, model: CaseModel, having?: Where): Question {
  return new MetricsQuestion(asked, model).build(having);
}

class MetricsQuestion {
  readonly #leaves: readonly Leaf[];
  readonly #facts: readonly SemanticModel[];
  readonly #crossing: boolean;
  /** Some metric looks at other times than its own, or shows times without rows. */
  readonly #looksAround: boolean;
  /** It is shown by the time that its metrics are counted by. */
  readonly #timed: boolean;
  readonly #fields: Field[] = [];

  #isTime = (field: { readonly name: string; readonly entity_path?: readonly string[] }): boolean => {
    if (field.name === 'metric_time') return true;
    // The author knows the time of a metric by `metric_time` or with its entity; alone it is a dimension like others.
    if ((field.entity_path ?? []).length === 0) return false;
    return this.#leaves.every(({ model, time }) => {
      const place = this.asked.graph.find(model, { name: field.name, path: field.entity_path ?? [] });
      return place?.steps.length === 0 && place.dimension?.name === time;
    });
  };

  constructor(
    private readonly asked: Asked,
    private readonly model: CaseModel,
  ) {
    this.#leaves = model.metrics.flatMap((name) => leavesOf(asked.graph, name));
    this.#facts = [...new Set(this.#leaves.map((leaf) => leaf.model))];
    const times = new Set(this.#leaves.map(({ time }) => time));
    this.#crossing = this.#facts.length > 1 || times.size > 1;
    this.#timed = model.group_bys_resolved.some((group) => this.#isTime(group));
    this.#looksAround = this.#leaves.some(
      ({ kind, shifts, spine }) => (this.#timed && (kind === 'cumulative' || spine)) || shifts > 0,
    );
  }

  build(having: Where | undefined): Question {
    const [fact] = this.#facts;
    if (fact === undefined) throw new Error('No metric is asked.');
    const time = this.#leaves[0]?.time ?? '';
    this.#fields.push(...this.model.group_bys_resolved.map((group) => this.#group(group)));
    this.#fields.push(...this.model.metrics.map((name) => this.#metric(name)));
    const { where, range, groups } = this.#conditions();
    const { from, to } = range;
    const bounded = from !== undefined && to !== undefined && from < to;
    const unbounded = from === undefined && to === undefined;
    const timeMember = this.#crossing ? 'date' : camel(time);
    const wheres = [...where, ...(bounded || unbounded ? [] : [{ [timeMember]: boundsOf(range) }])];
    const havings = [...groups, ...(having === undefined ? [] : [having])];
    return {
      root: this.#crossing ? 'metrics' : datasetName(fact),
      scope: {
        time: bounded ? { range: { from: showTime(from), to: showTime(to) } } : undefined,
        timeDimension: this.#crossing || time === timeOf(fact) ? undefined : new EnumValue(camel(time)),
        where: allOf(wheres),
      },
      view: {
        having: allOf(havings),
        orderBy: this.#order(),
        limit: this.model.limit ?? EVERY_ROW,
      },
      fields: this.#fields,
    };
  }

  #group(group: GroupByModel): Field {
    const args = timeArguments(group);
    if (this.#isTime(group)) {
      const ownGrain = !isUnit(group.grain ?? 'day') && !(group.grain ?? '').endsWith('second');
      if (this.#crossing && ownGrain && !this.#looksAround)
        return { column: group.column, steps: [TIME_CALENDAR], member: camel(group.grain ?? ''), args: {} };
      const member = this.#crossing ? 'date' : camel(this.#leaves[0]?.time ?? '');
      return { column: group.column, steps: [], member, args };
    }
    const ref = { name: group.name, path: group.entity_path };
    const places = this.#facts.map((fact) => this.asked.graph.place(fact, ref, this.#crossing));
    const [place] = places;
    if (place === undefined) throw new Error(`There is no ${group.column}.`);
    return {
      column: group.column,
      steps: place.steps,
      member: place.member,
      args: place.dimension?.type === 'time' ? args : {},
    };
  }

  #metric(name: string): Field {
    const { graph } = this.asked;
    const member = this.#timed ? metricMember(graph, name) : untimedMember(graph, name);
    const column = this.model.metric_aliases?.[name] ?? name;
    return { column, steps: [], member, args: {} };
  }

  /** The case's filter and time constraint, and the filters of the metrics themselves where they decide which groups there are. */
  #conditions(): { readonly where: Where[]; readonly range: Interval; readonly groups: Where[] } {
    // Several datasets have no time of one name: what is said of it is the range of the question.
    const { interval, buckets, rest } =
      this.#looksAround || this.#crossing
        ? splitTime(this.model.where_ast, (field) => field.type === 'time_dimension' && this.#isTime(field))
        : { interval: [], buckets: [], rest: this.model.where_ast === null ? [] : [this.model.where_ast] };
    const ranges = [...interval, this.#constraint(), ...this.#spineRange(), ...this.#ownRange()];
    const where = [...rest.map((node) => this.#where(node)), ...this.#existence()];
    const shown = this.#leaves.some(({ spine }) => spine) ? rest.filter((node) => this.#isShown(node)) : [];
    return {
      where,
      range: this.#closed(ranges.reduce(intersect, {})),
      groups: [...[...buckets, ...shown].map((node) => this.#groupFilter(node)), ...this.#rowsInGroup()],
    };
  }

  /** A range of several datasets has two ends. */
  #closed({ from, to }: Interval): Interval {
    if (!this.#crossing || (from === undefined && to === undefined)) return { from, to };
    return { from: from ?? Date.UTC(1900, 0), to: to ?? Date.UTC(2200, 0) };
  }

  #where(node: FilterNode): Where {
    const [fact] = this.#facts;
    if (fact === undefined) throw new Error('No metric is asked.');
    const scope = { graph: this.asked.graph, model: fact };
    return whereOf(
      {
        ...scope,
        time: this.#leaves[0]?.time,
        explicit: this.#crossing,
        metricFilter: (part, field) => {
          const values = this.asked.known.get(part);
          if (values === undefined) return existsFilter(scope, part, field);
          const by = field.group_by?.[0];
          const name = by?.name ?? '';
          // The entity of the rows themselves; what leads to it from the metric's rows is another way.
          const place =
            scope.graph.find(fact, { name, path: [] }) ??
            scope.graph.place(fact, { name, path: by?.entity_path ?? [] }, this.#crossing);
          return place.steps.reduceRight<Where>((inner, step) => ({ [step]: inner }), {
            [place.member]: { in: values },
          });
        },
      },
      node,
    );
  }

  /** Both ends are in it, to the end of the bucket that time is kept in. */
  #constraint(): Interval {
    const constraint = this.model.time_constraint_resolved;
    if (constraint === null) return {};
    const base = this.#baseGrain();
    const [from, to] = [readTime(constraint[0]), readTime(constraint[1])];
    return { from: ceilTo(base, from), to: nextOf(base, floorTo(base, to)) };
  }

  /** The finest grain that the time of any metric is kept in. */
  #baseGrain(): string {
    const order = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
    const grains = this.#leaves.map(
      ({ model, time }) =>
        model.dimensions.find(({ name }) => name === time)?.type_params?.time_granularity ?? 'day',
    );
    return order.find((grain) => grains.includes(grain)) ?? 'day';
  }

  /** What looks around ends where the author's calendar does. */
  #spineRange(): readonly Interval[] {
    if (!this.#looksAround) return [];
    const grains = this.model.group_bys_resolved
      .filter((group) => this.#isTime(group))
      .map(({ grain }) => grain ?? 'day');
    return [this.asked.spines.of(grains)];
  }

  /** A metric that shows every day and is itself limited in time shows every day of that time. */
  #ownRange(): readonly Interval[] {
    const [leaf, ...more] = this.#leaves;
    if (leaf?.spine !== true || more.length > 0) return [];
    return leaf.filters.flatMap((filter) => splitTime(filter, (field) => this.#isTime(field)).interval);
  }

  /** A metric's own filter decides which groups it has; where every metric has one, groups outside all of them are not there. */
  #existence(): readonly Where[] {
    const withoutTime = (filters: readonly FilterNode[]): readonly FilterNode[] =>
      filters.filter(
        (node) => !fieldsOf(node).some(({ name }) => name === 'metric_time') || !this.#looksAround,
      );
    const filters = this.#leaves.map((leaf) => withoutTime(leaf.filters));
    if (this.#crossing || filters.some((own) => own.length === 0)) return [];
    const each = filters.map((own) => allOf(own.map((node) => this.#where(node))) ?? {});
    const once = [...new Map(each.map((where) => [JSON.stringify(where), where])).values()];
    return once.length === 1 ? once : [{ or: once }];
  }

  /** The same for several datasets, where groups of filtered metrics are only known once they are made. */
  #rowsInGroup(): readonly Where[] {
    const filtered = (leaf: Leaf): boolean => leaf.filters.length > 0;
    const onlyFiltered = this.#facts.filter((fact) =>
      this.#leaves.filter(({ model }) => model === fact).every(filtered),
    );
    if (!this.#crossing || this.#looksAround || onlyFiltered.length === 0) return [];
    const { graph } = this.asked;
    const counts = [
      ...this.#facts.filter((fact) => !onlyFiltered.includes(fact)).map(rowsOf),
      ...this.model.metrics
        .filter((name) => graph.metric(name).type === 'simple' && leavesOf(graph, name).every(filtered))
        .map((name) => rowCountOf(graph, name)),
    ];
    return [{ or: counts.map((name) => ({ [name]: { gt: 0 } })) }];
  }

  #isShown(node: FilterNode): boolean {
    const fields = fieldsOf(node);
    return fields.length > 0 && fields.every((field) => this.#shownAs(field) !== undefined);
  }

  #shownAs(field: FieldRef): GroupByModel | undefined {
    return this.model.group_bys_resolved.find(
      ({ kind, name, entity_path, grain, date_part }) =>
        kind === field.type &&
        (date_part ?? '') === (field.date_part ?? '') &&
        name === field.name &&
        entity_path.join() === (field.entity_path ?? []).join() &&
        (field.type !== 'time_dimension' ||
          (field.date_part ?? '') !== '' ||
          (grain ?? '') === (field.grain ?? 'day')),
    );
  }

  /** A condition on finished groups, by the names they have in the answer. Grains that are not shown are asked for beside. */
  #groupFilter(node: FilterNode): Where {
    switch (node.op) {
      case 'and':
      case 'or':
        return { [node.op]: node.args.map((arg) => this.#groupFilter(arg)) };
      case 'not':
        return { not: this.#groupFilter(node.arg) };
      case 'true':
        return { and: [] };
      default: {
        const name = this.#aliasOf(node.field);
        if (node.op === 'is_true') return { alias: { name, eq: true } };
        if (!('value' in node) && !('values' in node))
          return { alias: { name, isNull: node.op === 'is_null' } };
        if ('values' in node) return { alias: { name, in: node.values } };
        const isBucket = node.field.type === 'time_dimension' && (node.field.date_part ?? '') === '';
        const value = isBucket ? timeValue(node.field, String(node.value)) : node.value;
        return { alias: { name, [node.op]: value } };
      }
    }
  }

  #aliasOf(field: FieldRef): string {
    const shown = this.#shownAs(field);
    const group: GroupByModel = shown ?? {
      kind: field.type,
      name: field.name,
      entity_path: field.entity_path ?? [],
      ...(field.date_part == null ? { grain: field.grain ?? 'day' } : { date_part: field.date_part }),
      column: `filtered_${field.name}_${field.date_part ?? field.grain ?? 'day'}`,
    };
    const known = this.#fields.find(({ column }) => column === group.column);
    const added = known ?? { ...this.#group(group), hidden: true };
    if (known === undefined) this.#fields.push(added);
    return [...added.steps, added.column].join('.');
  }

  #order(): readonly unknown[] | undefined {
    const orders = this.model.order_bys_resolved.map(({ by, descending }) => ({
      alias: { name: this.#orderName(by), direction: new EnumValue(descending ? 'DESC' : 'ASC') },
    }));
    return orders.length === 0 ? undefined : orders;
  }

  #orderName(by: string): string {
    const metric = this.model.metric_aliases?.[by] ?? by;
    const group = this.model.group_bys_resolved.find(
      (candidate) => candidate.column === by || writtenName(candidate) === by,
    );
    const field = this.#fields.find(({ column }) => column === (group?.column ?? metric));
    if (field === undefined) throw new Error(`Nothing is called ${by}.`);
    return [...field.steps, field.column].join('.');
  }
}

/** `listing__user__ds__month`: how the author names what it groups by. */
function writtenName({ entity_path, name, grain, date_part }: GroupByModel): string {
  const end = date_part != null ? [`extract_${date_part}`] : grain != null ? [grain] : [];
  return [...entity_path, name, ...end].join('__');
}

function timeValue({ grain }: FieldRef, value: string): Literal {
  const unit = grain ?? 'day';
  return ['hour', 'minute', 'second'].includes(unit) ? showTime(readTime(value)) : dayOf(value);
}

const PARTS: Readonly<Record<string, string>> = {
  dow: 'DAY_OF_WEEK',
  doy: 'DAY_OF_YEAR',
  day: 'DAY_OF_MONTH',
  month: 'MONTH_OF_YEAR',
  quarter: 'QUARTER_OF_YEAR',
  year: 'YEAR',
};

/** Grain or part of a time; times finer than a second are shown as they are. */
export function timeArguments({ grain, date_part }: GroupByModel): Readonly<Record<string, unknown>> {
  if (date_part !== null && date_part !== undefined)
    return { part: new EnumValue(PARTS[date_part] ?? date_part) };
  if (grain === null || grain === undefined) return {};
  if (!isUnit(grain) && grain.endsWith('second')) return {};
  return { grain: new EnumValue(grain.toUpperCase()) };
}
