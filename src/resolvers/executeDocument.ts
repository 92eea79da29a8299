import {
  execute,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { VernierError } from '../errors.js';
import { answerOperation } from './answer/answerOperation.js';
import { datasetRates } from './budget/datasetRates.js';
import { checkRequest } from './request/checkRequest.js';
import { deniedChange } from './request/deniedChange.js';
import { websitesOf, type RequestContext } from './context.js';
import { planOperation } from './plan/planOperation.js';

export interface ExecutionRequest {
  /** The schema of the context's role. */
  readonly schema: GraphQLSchema;
  /** Made for this operation alone. */
  readonly context: RequestContext;
  /** Text of a GraphQL document. */
  readonly source: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
}

/**
 * Parses, validates, plans and executes one operation, without HTTP: for the command line and tests. Never rejects for the
 * caller's mistakes: they are in `errors`, with the QueryError or AccessError as `originalError`.
 */
export async function executeDocument({
  schema,
  context,
  source,
  variables,
  operationName,
}: ExecutionRequest): Promise<ExecutionResult> {
  const document = parsed({ source, variables });
  if (document instanceof GraphQLError) return { errors: [document] };
  const denied = deniedChange(document, { role: context.viewer.role, operationName });
  if (denied !== undefined) return { errors: [wrapped(denied.denial)] };
  const invalid = validate(schema, document);
  if (invalid.length > 0) return { errors: invalid };
  const { catalog, viewer, now, limits } = context;
  try {
    const plan = planOperation({
      schema,
      document,
      operationName,
      variables,
      catalog,
      viewer,
      now,
      websites: await websitesOf(context),
      maxViews: limits?.maxViews,
    });
    if (plan !== undefined) await context.enterDatasets?.(datasetRates(plan));
    context.answers = plan === undefined ? undefined : answerOperation(plan, context);
  } catch (error) {
    if (!(error instanceof VernierError)) throw error;
    return { errors: [wrapped(error)] };
  }
  return execute({ schema, document, contextValue: context, variableValues: variables, operationName });
}

function parsed(sent: { source: string; variables: unknown }): DocumentNode | GraphQLError {
  try {
    checkRequest(sent);
    return parse(sent.source);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    if (error instanceof VernierError) return wrapped(error);
    throw error;
  }
}

function wrapped(error: VernierError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error });
}
