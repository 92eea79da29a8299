import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf } from './filters.js';
import type { CaseModel, FieldRef, FilterNode, SemanticModel } from './manifest.js';
import { factsOf, leavesOf } from './metricTree.js';
import { isFiner, isUnit } from './time.js';
import { partitionsOf, type Join, type ModelGraph } from './modelGraph.js';

/** Peculiarities of the author that a case's rows follow, found in its data or its kind. */
export class Quirks {
  readonly #unique = new Map<string, boolean>();

  constructor(
    private readonly folder: string,
    private readonly graph: ModelGraph,
  ) {}

  of(asked: CaseModel): string | undefined {
    return this.#withoutMetrics(asked) ?? this.#shifted(asked) ?? this.#spined(asked) ?? this.#joined(asked);
  }

  #withoutMetrics({ metrics, where_ast }: CaseModel): string | undefined {
    return metrics.length === 0 && fieldsIn(where_ast).some(({ type }) => type === 'metric')
      ? 'Values of a dimension under a condition on a metric: a full outer join with the metric adds a row of nulls, and which model lists the values is not said.'
      : undefined;
  }

  #shifted({
    metrics,
    group_bys_resolved: groups,
    where_ast,
    time_constraint_resolved,
  }: CaseModel): string | undefined {
    const leaves = metrics.flatMap((name) => leavesOf(this.graph, name)).filter(({ shifts }) => shifts > 0);
    if (leaves.length === 0) return undefined;
    if (groups.some(({ grain }) => !isUnit(grain ?? 'day')) && leaves.some(({ shifts }) => shifts > 1))
      return 'Shifted twice and shown by a grain of the calendar’s own: the author’s rows of one bucket are not added up.';
    if (groups.some(({ grain }) => !isUnit(grain ?? 'day')) && leaves.some(({ startOf }) => startOf))
      return 'The first bucket of a period, shown by a grain of the calendar’s own: the author cuts that grain’s name for a bucket by the period.';
    if (time_constraint_resolved !== null && leaves.some(({ kind }) => kind === 'cumulative'))
      return 'A shifted window under a limit of time: the author limits the window’s buckets before they are shifted, too.';
    const times = fieldsIn(where_ast).filter(({ type }) => type === 'time_dimension');
    if (
      times.length > 0 &&
      fieldsIn(where_ast).some(
        (field) => field.type !== 'time_dimension' && !groups.some(({ name }) => name === field.name),
      )
    )
      return 'A condition on time together with one on something that is not shown: the author filters rows before they are shifted.';
    const shown = groups.flatMap(({ grain }) => (grain === null || grain === undefined ? [] : [grain]));
    if (
      shown.length > 0 &&
      times.some(({ grain }) => shown.every((coarse) => isFiner(grain ?? 'day', coarse)))
    )
      return 'A condition on a finer grain than is shown: the author keeps the whole shifted bucket for each finer one that is left.';
    return undefined;
  }

  #spined({ metrics, group_bys_resolved: groups }: CaseModel): string | undefined {
    const leaves = metrics.flatMap((name) => leavesOf(this.graph, name));
    const others = groups.some(({ kind }) => kind !== 'time_dimension');
    return others && leaves.length > 1 && leaves.some(({ spine }) => spine)
      ? 'Every day beside other dimensions, of several numbers: the author joins a calendar to each number, so that a day has an empty row beside rows of the others.'
      : undefined;
  }

  #joined(asked: CaseModel): string | undefined {
    return this.#joins(asked).some((way) => !this.#keepsRows(way))
      ? 'The model calls a key unique of which the table has several rows; the author’s join multiplies by them.'
      : undefined;
  }

  /** Joins on the way to everything that is grouped or filtered by. */
  #joins(asked: CaseModel): readonly Join[] {
    const facts = [...new Set(asked.metrics.flatMap((name) => factsOf(this.graph, name)))];
    const fields = fieldsIn(asked.where_ast);
    const elements = [
      ...asked.group_bys_resolved.map(({ name, entity_path }) => ({ name, path: entity_path })),
      ...fields.map(({ name, entity_path }) => ({ name, path: entity_path ?? [] })),
    ];
    return facts.flatMap((fact) =>
      elements.flatMap((element) => this.#walk(fact, this.graph.find(fact, element)?.steps ?? [])),
    );
  }

  #walk(from: SemanticModel, steps: readonly string[]): readonly Join[] {
    const [step, ...rest] = steps;
    const way = this.graph.joinsFrom(from).find(({ name }) => name === step);
    return way === undefined ? [] : [way, ...this.#walk(way.to, rest)];
  }

  #keepsRows({ entity, from, to }: Join): boolean {
    const found = to.entities.find(({ name }) => name === entity);
    if (found === undefined || found.type === 'natural') return true;
    const columns = [String(found.expr ?? found.name), ...partitionsOf(from, to).map(([, column]) => column)];
    const key = [to.node_relation.alias, ...columns].join();
    const known = this.#unique.get(key) ?? this.#isUnique(to.node_relation.alias, columns);
    this.#unique.set(key, known);
    return known;
  }

  #isUnique(table: string, columns: readonly string[]): boolean {
    const file = join(this.folder, 'data', `${table}.csv`);
    if (!existsSync(file)) return true;
    const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
    const places = columns.map((column) => head.split(',').indexOf(column));
    if (places.includes(-1)) return true;
    const keys = lines.map((line) => {
      const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
      return places.map((place) => (cells[place] ?? '').replace(/,$/, '')).join();
    });
    return new Set(keys).size === keys.length;
  }
}

function fieldsIn(filter: FilterNode | null): readonly FieldRef[] {
  return filter === null ? [] : fieldsOf(filter);
}
