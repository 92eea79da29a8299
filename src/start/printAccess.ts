import type { Config } from '../config.js';
import { renderAccess, type Catalog } from '../metrics/index.js';
import { DEFAULT_MAX_VIEWS } from '../resolvers/index.js';
import type { AccessCommand } from '../server/console.js';
import type { Stores } from './openStores.js';
import { readServerFacts } from './readServerFacts.js';

/** Begins the names of roles and settings where `CLICKHOUSE_ROLES` says nothing else. */
const PREFIX = 'vernier';

/** `vernier access sql`. */
export async function printAccess(
  { user }: AccessCommand,
  {
    catalog,
    config,
    warehouse,
  }: { readonly catalog: Catalog; readonly config: Config } & Pick<Stores, 'warehouse'>,
): Promise<string> {
  return renderAccess(catalog, {
    prefix: config.clickhouseRoles ?? PREFIX,
    user: user ?? loginOf(config) ?? PREFIX,
    cluster: config.clickhouseCluster,
    // Who brings a catalog brings the tables, and keeps the rights to change them.
    ownDatabases: config.shippedCatalog ? ['meta', 'web', 'outreach', 'company'] : ['meta'],
    facts: await readServerFacts(catalog, warehouse),
    limits: { ...config.limits, statementsPerMinute: config.limits.queriesPerMinute * DEFAULT_MAX_VIEWS },
  });
}

/** The user that the server process logs in as; never the administrator that every server begins with. */
function loginOf({ clickhouseUrl }: Config): string | undefined {
  const name = clickhouseUrl === undefined ? '' : decodeURIComponent(new URL(clickhouseUrl).username);
  return name === '' || name === 'default' ? undefined : name;
}
