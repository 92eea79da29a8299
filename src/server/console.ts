import type { GraphQLError } from 'graphql';
import type { Administration } from '../administration/index.js';
import { VernierError } from '../errors.js';
import {
  compileQuery,
  decodeRows,
  type ActedSettings,
  type CompiledQuery,
  type RejectedSource,
  type ResultValue,
  type StatementParameter,
} from '../metrics/index.js';
import { createAsker, executeDocument, websitesOf, type RequestContext } from '../resolvers/index.js';
import { buildRoleSchema } from '../schema/index.js';
import { explainDocument, located, statementReport } from './explainDocument.js';
import { operate, type OperatorAction, type OperatorAnswer } from './operate.js';
import { parseMetricQuery } from './parseMetricQuery.js';
import type { Identity } from './viewerOf.js';

/** A question as the command line has it: a GraphQL document, or a MetricQuery as JSON. */
export type Question =
  | {
      readonly kind: 'graphql';
      readonly source: string;
      readonly variables: Readonly<Record<string, unknown>>;
      /** Which operation of a document that has several. */
      readonly operationName?: string | undefined;
    }
  | { readonly kind: 'metric'; readonly query: unknown };

interface QuestionOf {
  readonly question: Question;
  readonly identity: Identity;
}

export type ConsoleAnswer =
  | {
      readonly kind: 'graphql';
      readonly data: Readonly<Record<string, unknown>> | null;
      readonly problems: readonly string[];
    }
  | {
      readonly kind: 'metric';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (ResultValue | undefined)[])[];
    };

/** What would be sent to ClickHouse for one view, and why from there. */
export interface StatementReport {
  /** `scope.view`; empty for a MetricQuery. */
  readonly view: string;
  readonly sql: string;
  readonly parameters: readonly StatementParameter[];
  readonly source: string;
  readonly reason: string;
  readonly rejected: readonly RejectedSource[];
  readonly settings: ActedSettings;
}

export interface CheckAnswer {
  readonly text: string;
  readonly failed: boolean;
}

export interface AccessCommand {
  /** ClickHouse user of the server process; the one of `CLICKHOUSE_URL` when absent. */
  readonly user?: string | undefined;
}

/** The commands that need the engines. Run in the server process, also for a command line of another process. */
export interface Console {
  /** @param signal aborted when whoever asked is gone: stops the query in ClickHouse */
  query(asked: QuestionOf, signal?: AbortSignal): Promise<ConsoleAnswer>;
  sql(asked: QuestionOf): Promise<readonly StatementReport[]>;
  check(): Promise<CheckAnswer>;
  /** The statements that mirror the catalog's policies on a ClickHouse server. */
  access(asked: AccessCommand): Promise<string>;
  /** What whoever keeps the server does to people, grants and tokens. */
  administer(call: { readonly action: OperatorAction; readonly account: string }): Promise<OperatorAnswer>;
}

/** A context for one operation of an identity that the operator chose. */
type ConsoleContext = (identity: Identity, signal: AbortSignal) => Promise<RequestContext>;

export function createConsole(options: {
  readonly makeContext: ConsoleContext;
  readonly check: Console['check'];
  readonly access: Console['access'];
  readonly administration: Administration;
}): Console {
  const { makeContext, check, access, administration } = options;
  return {
    check,
    access,
    administer: (call) => operate(administration, call),
    async query({ question, identity }, signal = new AbortController().signal) {
      const context = await makeContext(identity, signal);
      if (question.kind === 'metric') return answerMetricQuery(question.query, context);
      const schema = buildRoleSchema(context.catalog);
      const { data, errors } = await executeDocument({ ...question, schema, context });
      return { kind: 'graphql', data: data ?? null, problems: (errors ?? []).map(problemOf) };
    },
    async sql({ question, identity }) {
      const context = await makeContext(identity, new AbortController().signal);
      if (question.kind === 'graphql') return explainDocument(question, context);
      return [statementReport('', await compile(question.query, context))];
    },
  };
}

async function answerMetricQuery(json: unknown, context: RequestContext): Promise<ConsoleAnswer> {
  const { plan, statement } = await compile(json, context);
  const answer = await createAsker(context)({ secured: plan.secured, statement });
  const columns = statement.columns.map((column) => column.key);
  const rows = decodeRows(statement, answer.rows);
  return { kind: 'metric', columns, rows: rows.map((row) => columns.map((column) => row.get(column))) };
}

async function compile(json: unknown, context: RequestContext): Promise<CompiledQuery> {
  const query = parseMetricQuery(json);
  return compileQuery({ ...context, query, websites: await websitesOf(context) });
}

/** An operator reads these, so nothing is masked; a cause in the engine's own words says most. */
function problemOf(error: GraphQLError): string {
  const { originalError, path } = error;
  if (originalError === undefined || originalError === null) return located(error);
  const place = path === undefined ? '' : `${path.join('.')}: `;
  const cause =
    originalError instanceof VernierError && originalError.cause instanceof Error
      ? ` (${originalError.cause.message})`
      : '';
  return `${place}${originalError.message}${cause}`;
}
