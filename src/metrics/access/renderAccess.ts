import { ROLES, type Catalog } from '../catalog/definitions.js';
import { attributeSetting, roleName, type AccessNames } from './accessNames.js';
import { planAccess, type RoleAccess, type TableAccess } from './planAccess.js';
import { quotedName, quotedText, remark } from './quote.js';
import { tableKey, type ServerFacts, type Table } from './serverFacts.js';

export interface AccessOptions extends AccessNames {
  /** ClickHouse user of the server process. */
  readonly user: string;
  readonly cluster?: string | undefined;
  /** Databases whose tables this product makes and fills. */
  readonly ownDatabases: readonly string[];
  readonly facts: ServerFacts;
  /** The bounds of each query, as the server process sends them. */
  readonly limits: {
    readonly maxSeconds: number;
    readonly maxResultRows: number;
    readonly maxBytesToRead: number;
    readonly maxMemoryBytes: number;
    /** Statements of one caller in a minute. */
    readonly statementsPerMinute: number;
  };
}

const HEADER = `The second wall: what the catalog says about access, said to ClickHouse itself.
Run it as an administrator, and again whenever the catalog or the limits change: every statement can be repeated.
Row policies need the setting of the caller they read (server configuration: custom_settings_prefixes SQL_) and fail the query where it is missing.
Where users_without_row_policies_can_read_rows is off (it is on by default), everybody without a policy of their own sees no rows of these tables.
Masks are computed in the statement, so a masked column is granted; a hidden one is not, except where a remark says so.
Minimum group sizes and the limits of single datasets are the compiler's alone.`;

/** Statements in an order that can be run from top to bottom. A role gets its grants last, when its row policies stand. */
export function renderAccess(catalog: Catalog, options: AccessOptions): string {
  const roles = ROLES.map((role) => planAccess(catalog, role, { names: options, facts: options.facts }));
  const blocks = [
    HEADER.split('\n').map(remark),
    ['-- Roles', ...[...ROLES, 'service' as const].map((role) => `CREATE ROLE IF NOT EXISTS ${quotedName(roleName(options, role))}${on(options)};`)], // prettier-ignore
    serviceBlock(options, roles),
    viewBlock(options, roles),
    ...roles.flatMap((role) => roleBlocks(role, options)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function serviceBlock(options: AccessOptions, roles: readonly RoleAccess[]): readonly string[] {
  const user = quotedName(options.user);
  const service = quotedName(roleName(options, 'service'));
  const own = new Set(options.ownDatabases);
  const read = [...new Set(roles.flatMap(({ tables }) => tables.map(({ database }) => database)))];
  const privileges = [
    ...[...own].map((database) => `SELECT, INSERT, ALTER, CREATE, DROP, TRUNCATE, OPTIMIZE ON ${quotedName(database)}.*`), // prettier-ignore
    ...read.filter((database) => !own.has(database)).map((database) => `SELECT ON ${quotedName(database)}.*`),
    'SELECT ON system.*',
    'KILL QUERY ON *.*',
    ...(options.cluster === undefined ? [] : ['CLUSTER ON *.*']),
  ];
  return [
    remark('The user of the server process. In no role of a caller it does the work of the product itself: tables, the mirror of metadata, checks.'), // prettier-ignore
    remark('A user that is made here cannot log in: no password has this hash. ALTER USER … IDENTIFIED WITH sha256_password BY … gives it one.'), // prettier-ignore
    `CREATE USER IF NOT EXISTS ${user}${on(options)} IDENTIFIED WITH sha256_hash BY ${quotedText('0'.repeat(64))};`,
    `GRANT${on(options)}\n  ${privileges.join(',\n  ')}\nTO ${service} WITH REPLACE OPTION;`,
    remark('Rights given to the user itself hold in every role, so it has none but its roles.'),
    `REVOKE${on(options)} ALL ON *.* FROM ${user};`,
    `GRANT${on(options)} ${[service, ...ROLES.map((role) => quotedName(roleName(options, role)))].join(', ')} TO ${user};`,
    `SET DEFAULT ROLE ${service} TO ${user};`,
  ];
}

function viewBlock(options: AccessOptions, roles: readonly RoleAccess[]): readonly string[] {
  const views = new Map(
    roles
      .flatMap(({ tables }) => tables)
      .filter((table) => options.facts.tables.get(tableKey(table))?.isView === true)
      .map((table) => [tableKey(table), table]),
  );
  if (views.size === 0) return [];
  return [
    remark('Views read with the rights of the user above, so a role needs the view alone and the row policies of its tables do not cut it.'), // prettier-ignore
    ...[...views.values()].map(
      (view) => `ALTER TABLE ${place(view)}${on(options)} MODIFY SQL SECURITY DEFINER DEFINER = ${quotedName(options.user)};`, // prettier-ignore
    ),
  ];
}

function roleBlocks(access: RoleAccess, options: AccessOptions): readonly (readonly string[])[] {
  const name = roleName(options, access.role);
  const role = quotedName(name);
  const { limits } = options;
  const bound = (setting: string, most: number) => `${setting} = ${most} MAX ${most}`;
  const tables = access.tables.flatMap((table) => withLocal(table, options));
  const policies = tables.flatMap(({ database, table, rows }) => {
    const named = `ROW POLICY ${rows === undefined ? 'IF EXISTS' : 'OR REPLACE'} ${role} ON ${place({ database, table })}${on(options)}`; // prettier-ignore
    return rows === undefined
      ? [`DROP ${named};`]
      : [`CREATE ${named} AS RESTRICTIVE FOR SELECT\n  USING ${rows}\n  TO ${role};`];
  });
  const attributes = access.attributes.map((attribute) => attributeSetting(options, attribute));
  const remarks = [
    ...access.refused.map((reason) => remark(`NOT MIRRORED: ${reason}`)),
    ...access.tables.flatMap((table) => table.remarks.map((said) => remark(`${tableKey(table)}: ${said}`))),
  ];
  const grants = tables.map(
    ({ database, table, columns }) => `SELECT(${columns.map(quotedName).join(', ')}) ON ${place({ database, table })}`, // prettier-ignore
  );
  return [
    [
      `-- The role ${access.role}`,
      `CREATE SETTINGS PROFILE OR REPLACE ${role}${on(options)} SETTINGS`,
      `  readonly = 2 MIN 1 MAX 2, ${bound('max_execution_time', limits.maxSeconds)}, ${bound('max_result_rows', limits.maxResultRows)},`,
      `  ${bound('max_bytes_to_read', limits.maxBytesToRead)}, ${bound('max_memory_usage', limits.maxMemoryBytes)}`,
      `  TO ${role};`,
      remark('Of each caller, whom the server process names in quota_key.'),
      `CREATE QUOTA OR REPLACE ${role}${on(options)} KEYED BY client_key`,
      `  FOR INTERVAL 1 minute MAX queries = ${limits.statementsPerMinute}`,
      `  TO ${role};`,
    ],
    [
      ...(attributes.length === 0 ? [] : [remark(`Rows: the grants of the caller are in ${attributes.join(', ')}.`)]), // prettier-ignore
      ...policies,
    ],
    [
      ...remarks,
      grants.length === 0
        ? `REVOKE${on(options)} ALL ON *.* FROM ${role};`
        : `GRANT${on(options)}\n  ${grants.join(',\n  ')}\nTO ${role} WITH REPLACE OPTION;`,
    ],
  ];
}

/** A distributed table is read where its rows are, too. */
function withLocal(table: TableAccess, { facts }: AccessOptions): readonly TableAccess[] {
  const local = facts.tables.get(tableKey(table))?.local;
  return local === undefined ? [table] : [table, { ...table, ...local }];
}

function place({ database, table }: Table): string {
  return `${quotedName(database)}.${quotedName(table)}`;
}

function on({ cluster }: AccessOptions): string {
  return cluster === undefined ? '' : ` ON CLUSTER ${quotedName(cluster)}`;
}
