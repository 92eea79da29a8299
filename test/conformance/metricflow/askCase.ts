import { argumentsText, readPath } from '../graphqlText.js';
import type { Answer, Ask } from '../suite.js';
import { dimensionsQuestion, rowsThatMustBe } from './dimensionsQuestion.js';
import type { CaseModel, FieldRef, FilterNode, SemanticModel } from './manifest.js';
import { relatedRows } from './metricFilter.js';
import { factsOf } from './metricTree.js';
import type { ModelGraph } from './modelGraph.js';
import { metricsQuestion, type Asked, type Field, type Question } from './question.js';
import type { SpineRanges } from './spineRanges.js';

interface Opened {
  readonly graph: ModelGraph;
  readonly spines: SpineRanges;
}

/** Asks one case and reads its columns. */
export async function askCase(opened: Opened, model: CaseModel, ask: Ask): Promise<Answer> {
  const asked: Asked = { ...opened, known: new Map() };
  if (model.min_max_only) return askEnds(asked, model, ask);
  if (model.metrics.length === 0) {
    const needed = rowsThatMustBe(opened.graph, model);
    const some = needed === undefined ? undefined : await answerOf(needed, ask, 'rows');
    if (some?.rows.length === 0)
      return { columns: model.group_bys_resolved.map(({ column }) => column), rows: [] };
    return answerOf(dimensionsQuestion(asked, model), ask, model.apply_group_by ? 'rows' : 'records');
  }
  const known = await metricFilterValues(asked, model, ask);
  return answerOf(metricsQuestion({ ...asked, known }, model), ask, 'rows');
}

/**
 * Values of the entities that satisfy conditions on metrics which no relationship leads to: metrics of several datasets, or by an entity that is
 * several joins away. They are asked first and become a list.
 */
async function metricFilterValues(
  asked: Asked,
  model: CaseModel,
  ask: Ask,
): Promise<ReadonlyMap<FilterNode, readonly unknown[]>> {
  const known = new Map<FilterNode, readonly unknown[]>();
  const facts = [...new Set(model.metrics.flatMap((name) => factsOf(asked.graph, name)))];
  for (const { node, field } of model.where_ast === null ? [] : metricConditions(model.where_ast)) {
    const direct = facts.every(
      (fact: SemanticModel) => relatedRows({ graph: asked.graph, model: fact }, field) !== undefined,
    );
    if (direct && facts.length === 1) continue;
    const by = field.group_by?.[0];
    if (by === undefined || !('value' in node))
      throw new Error(`The condition on ${field.name} cannot be asked.`);
    const inner: CaseModel = {
      ...model,
      metrics: [field.name],
      metric_aliases: null,
      group_bys_resolved: [
        { kind: 'entity', name: by.name, entity_path: by.entity_path ?? [], column: 'entity' },
      ],
      where_ast: null,
      order_bys_resolved: [],
      limit: null,
      time_constraint_resolved: null,
    };
    const having = { alias: { name: field.name, [node.op]: node.value } };
    const question = metricsQuestion(asked, inner);
    const metric = question.fields.find(({ column }) => column === field.name);
    const name = [...(metric?.steps ?? []), field.name].join('.');
    const answer = await answerOf(
      metricsQuestion(asked, inner, { alias: { ...having.alias, name } }),
      ask,
      'rows',
    );
    known.set(
      node,
      answer.rows.map((row) => row[answer.columns.indexOf('entity')] ?? null),
    );
  }
  return known;
}

function metricConditions(
  node: FilterNode,
): readonly { readonly node: Extract<FilterNode, { readonly field: FieldRef }>; readonly field: FieldRef }[] {
  if ('args' in node) return node.args.flatMap(metricConditions);
  if ('arg' in node) return metricConditions(node.arg);
  return !('field' in node) || node.field.type !== 'metric' ? [] : [{ node, field: node.field }];
}

/** The first and last value of each dimension. */
async function askEnds(asked: Asked, model: CaseModel, ask: Ask): Promise<Answer> {
  const ends: { readonly name: string; readonly value: unknown }[] = [];
  for (const group of model.group_bys_resolved) {
    for (const [end, descending] of [
      ['min', false],
      ['max', true],
    ] as const) {
      const one: CaseModel = {
        ...model,
        group_bys_resolved: [group],
        order_bys_resolved: [{ by: group.column, descending }],
        limit: 1,
      };
      const question = dimensionsQuestion(asked, one);
      const { rows } = await answerOf(
        { ...question, scope: { ...question.scope, where: withoutNull(question) } },
        ask,
        'rows',
      );
      ends.push({ name: `${group.column}__${end}`, value: rows[0]?.[0] ?? null });
    }
  }
  return { columns: ends.map(({ name }) => name), rows: [ends.map(({ value }) => value)] };
}

function withoutNull({ scope, fields }: Question): unknown {
  const [field] = fields;
  if (field === undefined) return scope['where'];
  const known = field.steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), {
    [field.member]: { isNull: false },
  });
  return scope['where'] === undefined ? known : { and: [scope['where'], known] };
}

async function answerOf(question: Question, ask: Ask, view: 'rows' | 'records'): Promise<Answer> {
  const { view: args, root, scope, fields } = question;
  // A metric may be called like a dimension.
  const keys = fields.map(({ column }, index) =>
    fields.findIndex((other) => other.column === column) === index ? column : `${column}_${index}`,
  );
  const data = await ask(
    `{\n  ${root}${argumentsText(scope)} {\n    ${view}${argumentsText(args)} {\n${fields.map((field, index) => `      ${fieldText(field, keys[index])}`).join('\n')}\n    }\n  }\n}`,
  );
  const rows = readPath(data, [root, view]);
  if (!Array.isArray(rows)) throw new Error('There is no answer.');
  const shown = fields
    .map((field, index) => ({ ...field, key: keys[index] ?? '' }))
    .filter(({ hidden }) => hidden !== true);
  return {
    columns: shown.map(({ column }) => column),
    rows: rows.map((row) => shown.map(({ steps, key }) => plain(readPath(row, [...steps, key])))),
  };
}

function fieldText({ steps, member, args }: Field, key = member): string {
  const own = `${key === member ? '' : `${key}: `}${member}${argumentsText(args)}`;
  return steps.reduceRight((inner, step) => `${step} { ${inner} }`, own);
}

/** Times as the author writes them: `2020-01-01T00:00:00`, UTC. */
function plain(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return `${value}T00:00:00`;
  const time = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(?:Z|\+00:00)$/.exec(value);
  if (time === null) return value;
  const fraction = (time[2] ?? '').replace(/0+$/, '');
  return `${time[1] ?? ''}${fraction === '.' ? '' : fraction}`;
}
