import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  BoundStatement,
  BoundValue,
  QueryAnswer,
  QueryOptions,
  Warehouse,
} from '../../db/clickhouse/index.js';
import { checkEngine } from '../../db/clickhouse/embedded/checkEngine.js';
import { EmbeddedWarehouse } from '../../db/clickhouse/embedded/embeddedWarehouse.js';
import { loadEngine } from '../../db/clickhouse/embedded/loadEngine.js';
import { openFolder } from '../../db/clickhouse/embedded/openFolder.js';
import { splitStatements } from '../../db/clickhouse/index.js';

/**
 * The embedded engine has no storage for roles, but it reads users, their grants and their row filters from a file, and runs a view with the rights of its
 * definer. So what `vernier access sql` prints for a role becomes a user of that file, word for word, and a question becomes such a view. The engine also
 * allows no settings of one's own: those of attributes are stood in for by others that change nothing here.
 */
const STAND_INS = [
  'format_tsv_null_representation',
  'format_csv_null_representation',
  'format_custom_row_before_delimiter',
  'format_custom_row_after_delimiter',
] as const;

export interface WalledEngine {
  /** As the operator. */
  readonly warehouse: Warehouse;
  /** As a user whom the statements made. Settings are those of attributes, by their real names. */
  as(user: string, settings: Readonly<Record<string, string>>): Warehouse;
}

/** Opens a folder, whose tables are there, behind the statements. */
export async function openWalledEngine(folder: string, statements: string): Promise<WalledEngine> {
  const standIns = standInsOf(statements);
  const settingsFolder = join(folder, '..', 'settings');
  mkdirSync(settingsFolder, { recursive: true });
  const users = join(settingsFolder, 'users.xml');
  const config = join(settingsFolder, 'config.xml');
  writeFileSync(users, usersFile(statements, standIns));
  writeFileSync(
    config,
    `<clickhouse><user_directories><users_xml><path>${users}</path></users_xml></user_directories></clickhouse>`,
  );
  const engine = await loadEngine();
  const keeper = openFolder(engine, folder, [
    `--config-file=${config}`,
    `--max_server_memory_usage=${2 * 1024 ** 3}`,
    `--mark_cache_size=${64 * 1024 ** 2}`,
  ]);
  const facts = checkEngine(engine, folder);
  const warehouse = new EmbeddedWarehouse({ engine, folder, keeper, slots: 2, maxWaiting: 1_000, ...facts });
  await warehouse.write('CREATE DATABASE IF NOT EXISTS asked ENGINE = Atomic');
  let views = 0;
  return {
    warehouse,
    as(user, settings) {
      const query = async (statement: BoundStatement, options?: QueryOptions): Promise<QueryAnswer> => {
        views += 1;
        const view = `asked.q${views}`;
        await warehouse.write(
          `CREATE VIEW ${view} DEFINER = \`${user}\` SQL SECURITY DEFINER AS ${withValues(statement)}`,
          { settings: statement.settings },
        );
        try {
          // A server takes a setting that no policy reads.
          const given = Object.entries(settings)
            .filter(([name]) => !name.startsWith('SQL_') || standIns.has(name))
            .map(([name, value]) => [standIns.get(name) ?? name, value]);
          return await warehouse.query(
            {
              text: `SELECT * FROM ${view}`,
              parameters: [],
              // What is sorted inside stays sorted.
              settings: { ...statement.settings, ...Object.fromEntries(given), query_plan_remove_redundant_sorting: 0 }, // prettier-ignore
            },
            options,
          );
        } finally {
          await warehouse.write(`DROP VIEW ${view}`);
        }
      };
      return Object.assign(Object.create(warehouse) as Warehouse, { query });
    },
  };
}

function standInsOf(statements: string): ReadonlyMap<string, string> {
  const names = new Set([...statements.matchAll(/getSetting\('(SQL_\w+)'\)/g)].map(([, name = '']) => name));
  if (names.size > STAND_INS.length) throw new Error('More attributes than settings to stand in for them.');
  return new Map([...names].map((name, index) => [name, STAND_INS[index] as string]));
}

function usersFile(statements: string, standIns: ReadonlyMap<string, string>): string {
  const grants = new Map<string, string[]>();
  const filters = new Map<string, { place: readonly [string, string]; using: string }[]>();
  for (const statement of splitStatements(statements)) {
    const [, granted, to] = /GRANT\n\s*([\s\S]*)\nTO `(\w+)` WITH REPLACE OPTION/.exec(statement) ?? [];
    if (granted !== undefined && to !== undefined) grants.set(to, [granted]);
    const [, database = '', table = '', using, role] =
      /CREATE ROW POLICY OR REPLACE `\w+` ON `(\w+)`\.`(\w+)` AS RESTRICTIVE FOR SELECT\n\s*USING ([\s\S]*)\n\s*TO `(\w+)`/.exec(statement) ?? []; // prettier-ignore
    if (using !== undefined && role !== undefined)
      filters.set(role, [...(filters.get(role) ?? []), { place: [database, table], using }]);
    const [, definer] = /MODIFY SQL SECURITY DEFINER DEFINER = `(\w+)`/.exec(statement) ?? [];
    if (definer !== undefined) grants.set(definer, ['SELECT ON *.*']);
  }
  const user = ([name, granted]: [string, string[]]): string => `
    <${name}><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
      <grants>${granted.map((grant) => `<query>GRANT ${escaped(grant)}</query>`).join('')}</grants>
      <databases>${(filters.get(name) ?? []).map(({ place: [database, table], using }) => `<${database}><${table}><filter>${escaped(stoodIn(using, standIns))}</filter></${table}></${database}>`).join('')}</databases>
    </${name}>`; // prettier-ignore
  return `<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users>
    <default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
      <access_management>1</access_management></default>
    ${[...grants].map(user).join('')}</users></clickhouse>`;
}

function stoodIn(using: string, standIns: ReadonlyMap<string, string>): string {
  return using.replace(/getSetting\('(SQL_\w+)'\)/g, (_, name: string) => `getSetting('${standIns.get(name)}')`); // prettier-ignore
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The text with its values in it: a view keeps no parameters. */
function withValues({ text, parameters }: BoundStatement): string {
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  return text.replace(/\{(\w+):((?:[^{}])+)\}/g, (all, name: string, type: string) =>
    values.has(name) ? `CAST(${literal(values.get(name))}, '${type.replaceAll("'", "\\'")}')` : all,
  );
}

function literal(value: BoundValue | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'object') return `[${value.map(literal).join(', ')}]`;
  return `'${String(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
