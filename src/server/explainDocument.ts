import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { QueryError } from '../errors.js';
import type { CompiledQuery } from '../metrics/index.js';
import {
  askedViews,
  checkRequest,
  planOperation,
  websitesOf,
  type RequestContext,
} from '../resolvers/index.js';
import { buildRoleSchema } from '../schema/index.js';
import type { Question, StatementReport } from './console.js';

type DocumentQuestion = Extract<Question, { kind: 'graphql' }>;

/**
 * The statement of every view of a document, in the document's order; none is run.
 * @throws QueryError with every complaint of GraphQL itself (with line and column), or with every issue of every view
 */
export async function explainDocument(
  question: DocumentQuestion,
  context: RequestContext,
): Promise<StatementReport[]> {
  const schema = buildRoleSchema(context.catalog);
  const document = readDocument(question, schema);
  const plan = planOperation({
    ...context,
    websites: await websitesOf(context),
    schema,
    document,
    variables: question.variables,
    operationName: question.operationName,
  });
  return [...(plan?.scopes ?? [])].flatMap(([key, scope]) =>
    askedViews(scope).flatMap(([view, asked]) =>
      asked.kind === 'statement' ? [statementReport(`${key}.${view}`, asked)] : [],
    ),
  );
}

export function statementReport(view: string, { plan, statement, acted }: CompiledQuery): StatementReport {
  return {
    view,
    sql: statement.text,
    parameters: statement.parameters,
    source: plan.source.name,
    reason: plan.reason,
    rejected: plan.rejected,
    settings: acted,
  };
}

/** A complaint of graphql-js with its place in the document. */
export function located(error: GraphQLError): string {
  const place = error.locations?.[0];
  return place === undefined ? error.message : `Line ${place.line}, column ${place.column}: ${error.message}`;
}

/** Parsed, valid, with one operation and with variables that fit it. */
function readDocument(question: DocumentQuestion, schema: GraphQLSchema): DocumentNode {
  checkRequest(question);
  const document = parsed(question.source);
  refuse(validate(schema, document));
  const operation = getOperationAST(document, question.operationName);
  if (operation === null || operation === undefined) {
    throw complaints([
      question.operationName === undefined
        ? 'The document has several operations (or none): name the one to ask.'
        : `The document has no operation named "${question.operationName}".`,
    ]);
  }
  refuse(getVariableValues(schema, operation.variableDefinitions ?? [], question.variables).errors ?? []);
  return document;
}

function parsed(source: string): DocumentNode {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof GraphQLError) throw complaints([located(error)]);
    throw error;
  }
}

function refuse(errors: readonly GraphQLError[]): void {
  if (errors.length > 0) throw complaints(errors.map(located));
}

/** As a QueryError, so that the command line shows them like any other. */
function complaints(messages: readonly string[]): QueryError {
  return new QueryError(messages.map((message) => ({ code: 'INVALID_ARGUMENT', message, path: [] })));
}
