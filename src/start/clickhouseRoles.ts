import {
  checkRoles,
  type ExpectedRole,
  type QueryLimits,
  type Warehouse,
} from '../../db/clickhouse/index.js';
import { StartupError } from '../errors.js';
import { callerAccess, planAccess, ROLES, tableKey, type Catalog, type Viewer } from '../metrics/index.js';
import { readServerFacts } from './readServerFacts.js';

interface Roles {
  readonly catalog: Catalog;
  readonly warehouse: Warehouse;
  /** `CLICKHOUSE_ROLES`. */
  readonly prefix: string;
  /** As each question carries them. */
  readonly limits: QueryLimits;
}

type Asked = Pick<Warehouse, 'query' | 'estimate' | 'describeTables'>;

/**
 * The warehouse as one caller may use it: each query runs in the role of the caller, with the caller's grants beside it for the row policies. Estimates, which
 * show nobody a row, are the server's own.
 */
export function inRoleOf(viewer: Viewer, { catalog, warehouse, prefix }: Omit<Roles, 'limits'>): Asked {
  const as = { ...callerAccess(catalog, viewer, { prefix }), quotaKey: viewer.subject };
  return {
    query: (statement, options) => warehouse.query(statement, { ...options, as }),
    estimate: (statement, options) => warehouse.estimate(statement, options),
    describeTables: (tables) => warehouse.describeTables(tables),
  };
}

/**
 * Whether the server has the roles, and whether they open what the catalog shows and nothing else.
 * @throws StartupError with every problem at once
 */
export async function checkClickhouseRoles({ catalog, warehouse, prefix, limits }: Roles): Promise<void> {
  const facts = await readServerFacts(catalog, warehouse);
  const expected = ROLES.map((role): ExpectedRole => {
    const { tables } = planAccess(catalog, role, { names: { prefix }, facts });
    return {
      as: callerAccess(catalog, { role, attributes: new Map() }, { prefix }),
      tables: tables.map((table) => {
        const { database, columns, rows, needsGrant } = table;
        const there = facts.tables.get(tableKey(table))?.columns ?? [];
        const isShut = (column: string) => !columns.some((name) => name === column || name.startsWith(`${column}.`)); // prettier-ignore
        return { database, table: table.table, columns, shut: there.find(isShut), empty: rows !== undefined && needsGrant }; // prettier-ignore
      }),
    };
  });
  const used = expected.filter(({ tables }) => tables.length > 0);
  const problems = await checkRoles(warehouse, used, limits);
  if (problems.length > 0)
    throw new StartupError(
      `The roles of CLICKHOUSE_ROLES=${prefix} are not as the catalog says:\n${problems.map((problem) => `  ${problem}`).join('\n')}\nRun what \`vernier access sql\` prints, as an administrator.`,
    );
}
