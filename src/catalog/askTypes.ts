import type { WarehouseError } from '../errors.js';
import { isRefusal } from './engineProblem.js';
import type { CatalogWarehouse } from './ports.js';

/** Expressions over one source, all of one kind. */
export interface TypeQuestion {
  /** What stands after FROM. */
  readonly from: string;
  /** `row`: values of each row; `aggregate`: calls of aggregate functions. */
  readonly kind: 'row' | 'aggregate';
  readonly expressions: readonly string[];
}

/**
 * `refused`: what ClickHouse said. `misplaced`: it is a valid expression of the other kind (an aggregate where a value of
 * each row should stand, or the reverse), which ClickHouse only notices when both meet in one SELECT.
 */
export type TypeAnswer =
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'refused'; readonly error: WarehouseError }
  | { readonly kind: 'misplaced' };

/**
 * Asks for the ClickHouse type of each expression. The statement is planned and never reads a row; its header holds the
 * types, with exactly the settings queries will have, which DESCRIBE would not promise. When it is refused each
 * expression is asked alone, so that one wrong expression does not hide the next.
 */
export async function askTypes(
  warehouse: CatalogWarehouse,
  question: TypeQuestion,
): Promise<readonly TypeAnswer[]> {
  // Measures read the same columns as dimensions, again and again.
  const distinct = [...new Set(question.expressions)];
  const answers = await askDistinct(warehouse, { ...question, expressions: distinct });
  return question.expressions.map((expression) => answers[distinct.indexOf(expression)] as TypeAnswer);
}

async function askDistinct(
  warehouse: CatalogWarehouse,
  question: TypeQuestion,
): Promise<readonly TypeAnswer[]> {
  if (question.expressions.length === 0) return [];
  const together = await ask(warehouse, question);
  if (together.kind === 'types') return together.types.map((type) => ({ kind: 'type', type }));
  const answers: TypeAnswer[] = [];
  for (const expression of question.expressions) {
    answers.push(await askAlone(warehouse, { ...question, expressions: [expression] }));
  }
  return answers;
}

/** Columns of a source, in order; or why it cannot be read. */
export async function askColumns(
  warehouse: CatalogWarehouse,
  from: string,
): Promise<{ kind: 'columns'; names: readonly string[] } | { kind: 'refused'; error: WarehouseError }> {
  const answer = await run(warehouse, `SELECT * FROM ${from} WHERE 0 LIMIT 0`);
  return answer.kind === 'refused'
    ? answer
    : { kind: 'columns', names: answer.columns.map(({ name }) => name) };
}

async function askAlone(warehouse: CatalogWarehouse, question: TypeQuestion): Promise<TypeAnswer> {
  const asked = await ask(warehouse, question);
  if (asked.kind === 'types') return { kind: 'type', type: asked.types[0] as string };
  const other = await ask(warehouse, { ...question, kind: question.kind === 'row' ? 'aggregate' : 'row' });
  return other.kind === 'types' ? { kind: 'misplaced' } : { kind: 'refused', error: asked.error };
}

type Types =
  | { readonly kind: 'types'; readonly types: readonly string[] }
  | { readonly kind: 'refused'; readonly error: WarehouseError };

async function ask(warehouse: CatalogWarehouse, { from, kind, expressions }: TypeQuestion): Promise<Types> {
  // The last column decides what the rest may be: next to `*` no aggregate is allowed, next to count() nothing else is.
  // Without aliases: one that equals a column's name would capture that column in the other expressions.
  const witness = kind === 'row' ? '*' : 'count()';
  const columns = [...expressions.map((expression) => `(${expression})`), witness].join(',\n  ');
  const answer = await run(warehouse, `SELECT\n  ${columns}\nFROM ${from}\nWHERE 0\nLIMIT 0`);
  if (answer.kind === 'refused') return answer;
  return { kind: 'types', types: answer.columns.slice(0, expressions.length).map(({ type }) => type) };
}

type Answer =
  | {
      readonly kind: 'columns';
      readonly columns: readonly { readonly name: string; readonly type: string }[];
    }
  | { readonly kind: 'refused'; readonly error: WarehouseError };

async function run(warehouse: CatalogWarehouse, text: string): Promise<Answer> {
  try {
    const { columns } = await warehouse.query({
      text,
      parameters: [],
      settings: { join_use_nulls: 1, session_timezone: 'UTC' },
    });
    return { kind: 'columns', columns };
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused', error };
    throw error;
  }
}
