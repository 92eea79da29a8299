import { GraphQLError, parse, validate, type GraphQLFormattedError } from 'graphql';
import { QueryError, VernierError } from '../errors.js';
import {
  catalogFor,
  compileQuery,
  decodeRows,
  type Catalog,
  type MetricQuery,
  type RejectedSource,
  type ResultValue,
  type StatementParameter,
} from '../metrics/index.js';
import { executeDocument, planOperation, type RequestContext } from '../resolvers/index.js';
import { buildRoleSchema } from '../schema/index.js';
import { parseMetricQuery } from './parseMetricQuery.js';
import type { GrantReader } from './ports.js';
import { viewerOf, type Identity } from './viewerOf.js';

/** A question as the command line has it: a GraphQL document, or a MetricQuery as JSON. */
export type Question =
  | {
      readonly kind: 'graphql';
      readonly source: string;
      readonly variables: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'metric'; readonly query: unknown };

export interface QuestionOf {
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
}

/** The commands that need the engines. Run in the server process, also for a command line of another process. */
export interface Console {
  query(asked: QuestionOf): Promise<ConsoleAnswer>;
  sql(asked: QuestionOf): Promise<readonly StatementReport[]>;
  check(): Promise<{ readonly text: string; readonly failed: boolean }>;
}

/** A context for one operation of an identity that the operator chose. */
export type ConsoleContext = (identity: Identity) => Promise<RequestContext>;

export function createConsole(options: {
  readonly catalog: Catalog;
  readonly grants: GrantReader;
  readonly makeContext: ConsoleContext;
  readonly check: Console['check'];
}): Console {
  const { catalog, grants, makeContext } = options;
  const compile = async (query: MetricQuery, identity: Identity) => {
    const viewer = await viewerOf(identity, grants);
    return compileQuery({ catalog: catalogFor(catalog, identity.role), query, viewer, now: new Date() });
  };
  return {
    check: options.check,
    async query({ question, identity }) {
      const context = await makeContext(identity);
      if (question.kind === 'graphql') {
        const schema = buildRoleSchema(context.catalog);
        const { source, variables } = question;
        const result = await executeDocument({ schema, context, source, variables });
        return { kind: 'graphql', data: result.data ?? null, problems: (result.errors ?? []).map(problemOf) };
      }
      const { statement } = await compile(parseMetricQuery(question.query), identity);
      const answer = await context.warehouse.query(
        statement,
        context.limits === undefined ? {} : { limits: context.limits },
      );
      const columns = statement.columns.map((column) => column.key);
      const rows = decodeRows(statement, answer.rows);
      return { kind: 'metric', columns, rows: rows.map((row) => columns.map((column) => row.get(column))) };
    },
    async sql({ question, identity }) {
      if (question.kind === 'metric') {
        const { plan, statement } = await compile(parseMetricQuery(question.query), identity);
        return [report('', { plan, statement })];
      }
      const context = await makeContext(identity);
      const schema = buildRoleSchema(context.catalog);
      const document = parse(question.source);
      const invalid = validate(schema, document);
      if (invalid.length > 0) throw invalidDocument(invalid);
      const plan = planOperation({ ...context, schema, document, variables: question.variables });
      return [...(plan?.scopes ?? [])].flatMap(([scope, { views }]) =>
        [...views].flatMap(([key, view]) =>
          view.kind === 'statement' ? [report(`${scope}.${key}`, view)] : [],
        ),
      );
    },
  };
}

function report(view: string, { plan, statement }: ReturnType<typeof compileQuery>): StatementReport {
  return {
    view,
    sql: statement.text,
    parameters: statement.parameters,
    source: plan.source.name,
    reason: plan.reason,
    rejected: plan.rejected,
  };
}

/** graphql-js's own complaints as one QueryError, so that the command line shows them like any other. */
function invalidDocument(errors: readonly GraphQLError[]): QueryError {
  return new QueryError(
    errors.map((error) => ({ code: 'INVALID_ARGUMENT', message: located(error), path: [] })),
  );
}

function located(error: GraphQLError): string {
  const place = error.locations?.[0];
  return place === undefined ? error.message : `Line ${place.line}, column ${place.column}: ${error.message}`;
}

/** An operator reads these, so nothing is masked; a cause in the engine's own words says most. */
function problemOf(error: GraphQLError | GraphQLFormattedError): string {
  const original = error instanceof GraphQLError ? error.originalError : undefined;
  const path = error.path === undefined ? '' : `${error.path.join('.')}: `;
  if (original instanceof VernierError && original.cause instanceof Error)
    return `${path}${original.message} (${original.cause.message})`;
  return `${path}${error instanceof GraphQLError && original === undefined ? located(error) : error.message}`;
}
