import { parse, validate, type GraphQLSchema } from 'graphql';
import { openServerWarehouse } from '../db/clickhouse/index.js';
import { openCatalog } from '../src/catalog/index.js';
import { catalogFor, compileQuery, type RoleCatalog, type Viewer } from '../src/metrics/index.js';
import { planOperation } from '../src/resolvers/index.js';
import { buildRoleSchema } from '../src/schema/index.js';
import { median } from './percentile.js';
import type { BoundSql, Question } from './questions.js';

/** The compiler in this process, as Vernier has it in its own. */
export interface Compiler {
  readonly schema: GraphQLSchema;
  readonly catalog: RoleCatalog;
}

const VIEWER: Viewer = { subject: 'bench', role: 'analyst', attributes: new Map() };

export async function openCompiler(folder: string, clickhouse: string): Promise<Compiler> {
  const warehouse = await openServerWarehouse({ url: clickhouse });
  try {
    const catalog = catalogFor(await openCatalog(folder, warehouse), VIEWER.role);
    return { catalog, schema: buildRoleSchema(catalog) };
  } finally {
    await warehouse.close();
  }
}

/** The SQL that Vernier sends for each view of a question, by `operation.scope.view`. */
export function sqlOf(compiler: Compiler, question: Question): ReadonlyMap<string, BoundSql> {
  return new Map(
    statements(compiler, question.document).map(({ key, statement }) => [
      `${question.name}.${key}`,
      {
        query: statement.text,
        query_params: Object.fromEntries(statement.parameters.map(({ name, value }) => [name, value])),
        // Numbers as numbers: by hand nobody would take 64-bit counts as text and turn them back.
        clickhouse_settings: { ...statement.settings, output_format_json_quote_64bit_integers: 0 },
      },
    ]),
  );
}

/** Microseconds, medians. */
export interface CompileTimes {
  readonly question: Question;
  /** Question in names → SQL, all views of the question. */
  readonly compile: number;
  /** GraphQL text → document, and its validation against the schema. */
  readonly parse: number;
  readonly validate: number;
  /** Document → compiled statements, the compiling included. */
  readonly plan: number;
}

const RUNS = 300;

export function timeCompile(compiler: Compiler, question: Question): CompileTimes {
  const { schema, catalog } = compiler;
  const document = parse(question.document);
  const now = new Date();
  const queries = statements(compiler, question.document).map(({ query }) => query);
  return {
    question,
    compile: timed(() => queries.map((query) => compileQuery({ catalog, query, viewer: VIEWER, now }))),
    parse: timed(() => parse(question.document)),
    validate: timed(() => validate(schema, document)),
    plan: timed(() => planOperation({ schema, document, catalog, viewer: VIEWER, now })),
  };
}

function statements({ schema, catalog }: Compiler, source: string) {
  const plan = planOperation({ schema, document: parse(source), catalog, viewer: VIEWER, now: new Date() });
  return [...(plan?.scopes ?? [])].flatMap(([scope, { views }]) =>
    [...views].flatMap(([view, planned]) =>
      planned.kind === 'statement' ? [{ ...planned, key: `${scope}.${view}` }] : [],
    ),
  );
}

function timed(work: () => unknown): number {
  const took: number[] = [];
  // The first half warms the code up.
  for (let run = 0; run < 2 * RUNS; run += 1) {
    const begun = performance.now();
    work();
    took.push((performance.now() - begun) * 1000);
  }
  return median(took.slice(RUNS));
}
