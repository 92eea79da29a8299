import type { RoleCatalog } from './catalog/roleCatalog.js';
import { secureQuery } from './policy/securedQuery.js';
import type { Viewer } from './policy/viewer.js';
import type { MetricQuery } from './query/metricQuery.js';
import type { WebsiteFacts } from './query/websiteFacts.js';
import { resolveQuery } from './resolve/resolveQuery.js';
import { planQuery } from './rollup/planQuery.js';
import type { QueryPlan } from './rollup/queryPlan.js';
import { renderStatement } from './sql/renderStatement.js';
import type { Statement } from './sql/statement.js';

export interface CompileInput {
  /** What the viewer's role may see (`catalogFor`). */
  readonly catalog: RoleCatalog;
  readonly query: MetricQuery;
  readonly viewer: Viewer;
  /** The instant that relative ranges end at. */
  readonly now: Date;
  /** Settings and names of the websites that the viewer may see; none act when absent. */
  readonly websites?: WebsiteFacts | undefined;
}

export interface CompiledQuery {
  readonly plan: QueryPlan;
  readonly statement: Statement;
}

/**
 * The whole pipeline: a question in names → one SELECT that sees only the viewer's rows. Throws QueryError with every issue of the question, and
 * AccessError when the viewer was granted nothing of what a row policy asks for.
 */
export function compileQuery({ catalog, query, viewer, now, websites }: CompileInput): CompiledQuery {
  const resolved = resolveQuery(catalog, query, { now, websites });
  const secured = secureQuery(resolved, catalog, viewer);
  const plan = planQuery(secured);
  const statement = renderStatement(plan);
  return { plan, statement };
}
