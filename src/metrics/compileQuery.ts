import { QueryError } from '../errors.js';
import type { RoleCatalog } from './catalog/roleCatalog.js';
import { actedSettings, type ActedSettings } from './policy/actedSettings.js';
import { secureQuery } from './policy/securedQuery.js';
import { visibleWebsites } from './policy/visibleWebsites.js';
import { websiteZones, type WebsiteZone } from './policy/websiteZones.js';
import type { Viewer } from './policy/viewer.js';
import type { MetricQuery } from './query/metricQuery.js';
import type { WebsiteFacts } from './query/websiteFacts.js';
import type { ResolvedQuery } from './resolve/resolvedQuery.js';
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
  /** For `info`: which settings of websites acted. */
  readonly acted: ActedSettings;
}

/**
 * The whole pipeline: a question in names → one SELECT that sees only the viewer's rows. Throws QueryError with every issue of the question, and
 * AccessError when the viewer was granted nothing of what a row policy asks for.
 */
export function compileQuery(input: CompileInput): CompiledQuery {
  const { catalog, query, now, websites = [], viewer } = input;
  const websitesOf = visibleWebsites(websites, viewer);
  const resolved = resolveQuery(catalog, query, { now, websites, websitesOf });
  const zones = query.timezone === undefined ? websiteZones(resolved, catalog) : [];
  const [first, ...others] = zones.map(({ timezone }): CompileInput => ({
    ...input,
    query: { ...query, timezone },
  }));
  const isOwn = others.length === 0 && zones[0]?.timezone === resolved.timezone;
  if (first === undefined || isOwn) return compileResolved(resolved, input);
  if (others.length === 0) return compileQuery(first);
  return inAnyZone([first, ...others].map(compileQuery), zones, () => compileResolved(resolved, input));
}

function compileResolved(resolved: ResolvedQuery, { catalog, viewer }: CompileInput): CompiledQuery {
  const secured = secureQuery(resolved, catalog, viewer);
  const plan = planQuery(secured);
  const statement = renderStatement(plan);
  return { plan, statement, acted: actedSettings(resolved, catalog.definitions.datasets) };
}

/** Websites of several zones: one answer, where it is the same in each of them. `own` makes that of the dataset's zone. */
function inAnyZone(
  answers: readonly CompiledQuery[],
  zones: readonly WebsiteZone[],
  own: () => CompiledQuery,
): CompiledQuery {
  const [first, ...others] = answers as [CompiledQuery, ...CompiledQuery[]];
  // Text and values: the offset that instants are shown with is no other answer.
  const same = ({ statement: { text, parameters } }: CompiledQuery) =>
    text === first.statement.text &&
    JSON.stringify(parameters) === JSON.stringify(first.statement.parameters);
  if (!others.every(same))
    throw new QueryError([{ code: 'INVALID_TIMEZONE', path: ['timezone'], message: severalZones(zones) }]);
  const inDataset = own();
  const { acted, ...answer } = same(inDataset) ? inDataset : first;
  return { ...answer, acted: { ...acted, timezone: null } };
}

/** As many as can be read. */
const MAX_NAMED = 4;

function severalZones(zones: readonly WebsiteZone[]): string {
  const some = <Value>(all: readonly Value[], show: (value: Value) => string): string =>
    [...all.slice(0, MAX_NAMED).map(show), ...(all.length > MAX_NAMED ? ['…'] : [])].join(', ');
  const named = some(zones, ({ timezone, websites }) => `${timezone} (${some(websites, String)})`);
  return `The websites of this question are in several time zones, and the answer depends on where their days begin: ${named}. Say which zone in "timezone", or ask for websites of one zone by their ids in "where".`;
}
