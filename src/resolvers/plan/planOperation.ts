import {
  getOperationAST,
  getVariableValues,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
} from 'graphql';
import { QueryError, type QueryIssue } from '../../errors.js';
import type { Dataset, RoleCatalog, Viewer, WebsiteFacts } from '../../metrics/index.js';
import { DEFAULT_MAX_VIEWS } from '../limits.js';
import type { OperationPlan, ScopePlan, ViewPlan } from './operationPlan.js';
import { planView, type PlannedScope, type ViewPlanner } from './planView.js';
import { readArguments, rootFields, subfields, type OperationDocument } from './readFields.js';

export interface PlanRequest {
  /** The role's schema; `document` is valid against it. */
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  /** As sent, not coerced. */
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly catalog: RoleCatalog;
  readonly viewer: Viewer;
  readonly now: Date;
  /** What of websites acts on the questions. */
  readonly websites?: WebsiteFacts | undefined;
  readonly maxViews?: number | undefined;
}

/**
 * Compiles every view of an operation before ClickHouse is asked anything. Throws one QueryError with every issue of every view,
 * each with its path in the document; AccessError when the viewer lacks what a row filter needs.
 * Undefined when there is nothing to plan: no such operation, no query, or variables that graphql-js will refuse.
 */
export function planOperation(request: PlanRequest): OperationPlan | undefined {
  const document = readOperation(request);
  if (document === undefined) return undefined;
  const issues = new Map<string, QueryIssue>();
  const most = request.maxViews ?? DEFAULT_MAX_VIEWS;
  let taken = 0;
  const planner: ViewPlanner = {
    document,
    catalog: request.catalog,
    viewer: request.viewer,
    now: request.now,
    websites: request.websites,
    // A mistake in the arguments of a scope is found by each of its views, and said once.
    report: (issue) => issues.set(JSON.stringify([issue.path, issue.code, issue.message]), issue),
    take: (path) => {
      // Planning stops where the limit is passed: thousands of aliases must not cost thousands of compiles.
      taken += 1;
      if (taken === most + 1) planner.report(tooManyViews(most, path));
      return taken <= most;
    },
  };
  const scopes = new Map<string, ScopePlan>();
  for (const field of rootFields(document)) {
    const dataset = datasetOf(request.catalog, field.name);
    if (dataset === undefined) continue;
    const args = readArguments(document, field, (issue) => planner.report({ ...issue, path: [field.key] }));
    const scope: PlannedScope = { key: field.key, dataset, args };
    const views = new Map<string, ViewPlan>();
    for (const view of subfields(document, field)) {
      const planned = planView(planner, scope, view);
      if (planned !== undefined) views.set(view.key, planned);
    }
    scopes.set(field.key, { views });
  }
  if (issues.size > 0) throw new QueryError([...issues.values()]);
  return { scopes };
}

/** Undefined for the fixed fields of the API. */
function datasetOf({ datasets, shared }: RoleCatalog, field: string): Dataset | undefined {
  return field === shared?.name ? shared : datasets.get(field);
}

function readOperation({
  schema,
  document,
  operationName,
  variables,
}: PlanRequest): OperationDocument | undefined {
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined || operation.operation !== OperationTypeNode.QUERY)
    return undefined;
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
  if (coerced.errors !== undefined) return undefined;
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as Record<
    string,
    FragmentDefinitionNode
  >;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return { schema, operation, fragments, variables: coerced.coerced };
}

function tooManyViews(most: number, path: QueryIssue['path']): QueryIssue {
  return { code: 'TOO_MANY', message: `An operation may ask for at most ${most} views. Split it.`, path };
}
