import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Viewer } from '../../../src/metrics/index.js';
import { compareRows } from '../compareRows.js';
import type { Answer, OpenSuite, SkipReason, Suite, SuiteCase, SuiteLine } from '../suite.js';
import { readAnswer } from './answers.js';
import type { SourceContext } from './cubeSource.js';
import type { Model } from './model.js';
import { quirkOf } from './quirks.js';
import { readQuery, type Query } from './query.js';
import { translate } from './question.js';
import type { Question } from './selected.js';
import type { Raw } from './raw.js';
import { readModel } from './readModel.js';
import { Deliberate, SQL_OVER_THE_WIRE } from './skipped.js';
import { readTables, type Tables } from './tables.js';

const DATABASE = 'conformance';

/** Cases of cube-js/cube: `models-compiler.json`, `model.json`. */
export const cube: Suite = {
  name: 'cube',
  recognises: (folder) => existsSync(join(folder, 'models-compiler.json')),
  open: (folder) => openCube(folder),
};

interface Line extends SuiteLine {
  readonly suite: string;
  readonly category: string;
  readonly kind: string;
  readonly model?: string;
  readonly query?: Raw;
  readonly security_context?: Readonly<Record<string, unknown>>;
  readonly expected?: readonly Raw[];
  readonly expected_total?: number;
  readonly alt_expected?: readonly { readonly rows: readonly Raw[] }[];
  readonly order_sensitive?: boolean;
  readonly skipped_for_clickhouse?: boolean;
  readonly known_quirk?: string;
}

function openCube(folder: string): OpenSuite {
  const json = (name: string): Raw => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Raw;
  const tables = readTables(folder, DATABASE);
  const specs = json('models-compiler.json') as Readonly<Record<string, Raw>>;
  const models = new Map<string | undefined, Model>([
    [undefined, readModel('drivers', json('model.json'), DATABASE)],
    ...Object.entries(specs).map(
      ([key, spec]) => [key, readModel(key, spec, String(spec['database']))] as const,
    ),
  ]);
  return {
    database: DATABASE,
    prepare: (line) => prepare(line as Line, { tables, model: models.get((line as Line).model) }),
  };
}

function prepare(line: Line, { tables, model }: { tables: Tables; model: Model | undefined }): SuiteCase {
  const { name, suite, category, kind } = line;
  const security = line.security_context ?? {};
  const measures = [line.query?.['measures'] ?? []].flat().map(String);
  const answered = { category, measures, expected: line.expected ?? [] };
  const question = lazy((): Question => {
    if (model === undefined) throw new Error(`There is no model "${String(line.model)}".`);
    const context: SourceContext = { model, tables, security };
    return translate(context, readQuery(line.query ?? {}), { innerShifts: suite !== 'drivers' });
  });
  return {
    name,
    quirk: line.known_quirk ?? quirkOf(answered, model),
    skip: kind === 'rest' ? deliberate(question) : SQL_OVER_THE_WIRE,
    features: [
      `${suite} ${category}`,
      ...(line.skipped_for_clickhouse === true ? ['skipped by the author on ClickHouse'] : []),
    ],
    catalog: catalogOf(question, String(line.model ?? 'drivers'), kind),
    viewer: viewerOf(security),
    ask: async (ask) => {
      const asked = question();
      const { total, ...answer } = readAnswer(asked, await ask(asked.document));
      if (line.expected_total !== undefined && total !== line.expected_total)
        throw new Error(`expected ${line.expected_total} rows in all, got ${String(total)}`);
      return answer;
    },
    compare: line.expected === undefined ? undefined : (answer) => compare(line, answer),
  };
}

function deliberate(question: () => Question): SkipReason | undefined {
  try {
    question();
  } catch (error) {
    if (error instanceof Deliberate) return { by: 'deliberate', reason: error.reason };
    // What else is wrong is said when it is asked.
  }
  return undefined;
}

/** A catalog of what the question needs; equal ones are opened once. */
function catalogOf(question: () => Question, model: string, kind: string): SuiteCase['catalog'] {
  let key: string;
  try {
    const text = kind === 'rest' ? JSON.stringify([...question().files]) : '';
    key = `${model}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
  } catch {
    // What cannot be translated says so when it is asked.
    return { key: 'nothing', files: () => NOTHING };
  }
  return { key, files: () => question().files };
}

const NOTHING = new Map([
  ['nothing.yaml', { dataset: 'nothing', description: 'Nothing.', sql: 'SELECT 1 AS one', dimensions: { one: { type: 'integer' } }, access: { analyst: { rows: 'all' } } }],
]); // prettier-ignore

function viewerOf(security: Readonly<Record<string, unknown>>): Viewer {
  const attributes = new Map(
    Object.entries(security).map(([name, value]) => [name, [value].flat().map(String)] as const),
  );
  return { subject: 'conformance', role: 'analyst', attributes };
}

function compare(line: Line, answer: Answer): string | undefined {
  const rights = [line.expected ?? [], ...(line.alt_expected ?? []).map(({ rows }) => rows)];
  const differences = rights.map((rows) => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const expected = rows.map((row) => columns.map((column) => comparable(row[column])));
    // Rows that are not in the order that was asked for say nothing of order.
    const ordered = line.order_sensitive === true && followsOrder(readQuery(line.query ?? {}), rows);
    return compareRows(
      { columns, rows: expected, order: ordered ? 'as given' : 'any', tolerance: 1e-9 },
      { columns: answer.columns, rows: answer.rows.map((row) => row.map(comparable)) },
    );
  });
  return differences.includes(undefined) ? undefined : differences[0];
}

/** A place is two numbers: how many digits each has is a matter of the column's type. */
function comparable(cell: unknown): unknown {
  return typeof cell === 'string' && /^-?[\d.]+,-?[\d.]+$/.test(cell)
    ? cell.split(',').map(Number).join(',')
    : cell;
}

function followsOrder({ order }: Query, rows: readonly Raw[]): boolean {
  const [first] = order ?? [];
  if (first === undefined || order?.length !== 1) return true;
  const values = rows.map((row) => row[first.member] as unknown).filter((value) => value !== null);
  if (values.some((value) => value === undefined || Number.isNaN(Number(value)))) return true;
  const signs = values.slice(1).map((value, index) => Math.sign(Number(value) - Number(values[index])));
  return !signs.includes(first.direction === 'DESC' ? 1 : -1);
}

function lazy<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
