import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf } from './filters.js';
import type { CaseModel, SemanticModel } from './manifest.js';
import { factsOf, inputsOf, isShifted } from './metricTree.js';
import { isUnit } from './time.js';
import { partitionsOf, type Join, type ModelGraph } from './modelGraph.js';

/** Peculiarities of the author that a case's rows follow, found in its data or its kind. */
export class Quirks {
  readonly #unique = new Map<string, boolean>();

  constructor(
    private readonly folder: string,
    private readonly graph: ModelGraph,
  ) {}

  of(asked: CaseModel): string | undefined {
    if (
      asked.metrics.length === 0 &&
      asked.where_ast !== null &&
      fieldsOf(asked.where_ast).some(({ type }) => type === 'metric')
    )
      return 'Values of a dimension under a condition on a metric: a full outer join with the metric adds a row of nulls, and which model lists the values is not said.';
    if (
      asked.group_bys_resolved.some(({ grain }) => grain !== null && grain !== undefined && !isUnit(grain)) &&
      asked.metrics.some((name) => this.#shiftsTwice(name, 0))
    )
      return 'Shifted twice by days and shown by a grain of the calendar’s own: the author’s rows of one bucket are not added up.';
    if (this.#joins(asked).some((way) => !this.#keepsRows(way)))
      return 'The model calls a key unique of which the table has several rows; the author’s join multiplies by them.';
    return undefined;
  }

  #shiftsTwice(name: string, above: number): boolean {
    const metric = this.graph.metric(name);
    if (metric.type === 'conversion' || metric.type === 'simple' || metric.type === 'cumulative')
      return above > 1;
    return inputsOf(metric).some((input) => this.#shiftsTwice(input.name, above + Number(isShifted(input))));
  }

  /** Joins on the way to everything that is grouped or filtered by. */
  #joins(asked: CaseModel): readonly Join[] {
    const facts = [...new Set(asked.metrics.flatMap((name) => factsOf(this.graph, name)))];
    const fields = asked.where_ast === null ? [] : fieldsOf(asked.where_ast);
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
