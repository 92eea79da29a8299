import { StartupError } from '../../../src/errors.js';

const MACRO = /\{\{\s*(\w+)\s+([^{}]+?)\s*\}\}/g;
const TABLE = /^(\w+)\.(\w+)(?:\s+sharded\s+by\s+([\s\S]+))?$/;
const ENGINE = /^(\w*MergeTree)(?:\(([\s\S]*)\))?$/;

/** The `{{table …}}` of a statement, which decides the rest. */
interface TableMacro {
  readonly database: string;
  readonly table: string;
  /** Expression that says which shard a row goes to; undefined: every node holds the whole table. */
  readonly shardBy: string | undefined;
}

/**
 * Writes out the macros of one statement (README.md lists them): as it is on a single node when `cluster` is undefined,
 * else for the nodes of that cluster, where a sharded table becomes two statements, the local table first.
 */
export function expandStatement(statement: string, cluster: string | undefined): string[] {
  const table = tableMacro(statement);
  const local = statement.replace(MACRO, (_macro, name: string, body: string) =>
    expandMacro(name, body, { cluster, table, twin: false }),
  );
  if (cluster === undefined || table?.shardBy === undefined) return [local];
  if (/^CREATE\b/i.test(statement)) return [local, distributedTable(table, cluster)];
  return [
    local,
    statement.replace(MACRO, (_macro, name: string, body: string) =>
      expandMacro(name, body, { cluster, table, twin: true }),
    ),
  ];
}

function tableMacro(statement: string): TableMacro | undefined {
  const bodies = [...statement.matchAll(MACRO)]
    .filter(([, name]) => name === 'table')
    .map(([, , body]) => body as string);
  if (bodies.length > 1) throw new StartupError('A statement has more than one {{table …}}.');
  return bodies[0] === undefined ? undefined : readTable(bodies[0]);
}

function readTable(body: string): TableMacro {
  const [, database, table, shardBy] = TABLE.exec(body) ?? [];
  if (database === undefined || table === undefined) {
    throw new StartupError(
      `{{table ${body}}} is not "database.table" or "database.table sharded by expression".`,
    );
  }
  return { database, table, shardBy };
}

interface Target {
  readonly cluster: string | undefined;
  readonly table: TableMacro | undefined;
  /** The statement is written for the Distributed table, not for the local one. */
  readonly twin: boolean;
}

function expandMacro(name: string, body: string, target: Target): string {
  const on = target.cluster === undefined ? '' : ` ON CLUSTER '${target.cluster}'`;
  switch (name) {
    case 'table': {
      const { database, table, shardBy } = readTable(body);
      const suffix = target.cluster !== undefined && shardBy !== undefined && !target.twin ? '_local' : '';
      return `${database}.${table}${suffix}${on}`;
    }
    case 'local':
      return `${body}${target.cluster === undefined ? '' : '_local'}${on}`;
    case 'view':
    case 'database':
      return `${body}${on}`;
    case 'engine':
      return target.cluster === undefined ? body : replicatedEngine(body, target.table);
    default:
      throw new StartupError(
        `{{${name} …}} is not a macro; there are table, local, view, database and engine.`,
      );
  }
}

/** `{uuid}`, `{shard}` and `{replica}` are filled in by the servers. A whole table is one set of replicas across all shards. */
function replicatedEngine(body: string, table: TableMacro | undefined): string {
  const [, engine, parameters] = ENGINE.exec(body) ?? [];
  if (engine === undefined)
    throw new StartupError(`{{engine ${body}}} is not an engine of the MergeTree family.`);
  const place =
    table?.shardBy === undefined
      ? ["'/clickhouse/tables/{uuid}/all'", "'{shard}-{replica}'"]
      : ["'/clickhouse/tables/{uuid}/{shard}'", "'{replica}'"];
  return `Replicated${engine}(${[...place, ...(parameters ? [parameters] : [])].join(', ')})`;
}

function distributedTable({ database, table, shardBy }: TableMacro, cluster: string): string {
  return (
    `CREATE TABLE IF NOT EXISTS ${database}.${table} ON CLUSTER '${cluster}' AS ${database}.${table}_local\n` +
    `ENGINE = Distributed('${cluster}', '${database}', '${table}_local', ${shardBy})`
  );
}
