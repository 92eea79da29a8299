import { WarehouseError } from '../../../src/errors.js';
import type { QueryLimits, QueryOptions, RunAs, Warehouse } from '../warehouse.js';

/** What a role should open, asked as somebody who was granted nothing. */
export interface ExpectedRole {
  readonly as: RunAs;
  readonly tables: readonly ExpectedTable[];
}

interface ExpectedTable {
  readonly database: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** A column that must stay shut; undefined where every one is granted. */
  readonly shut: string | undefined;
  /** Without a grant no row may be seen. */
  readonly empty: boolean;
}

const UNKNOWN_SETTING = 115;
const CONSTRAINT = 452;
const DENIED = 497;
const ROLE_MISSING = [511, 512];

/** Tries what each role opens and what it does not. Gives a sentence for each thing that is not as expected; rejects when the server does not answer. */
export async function checkRoles(
  warehouse: Pick<Warehouse, 'query'>,
  roles: readonly ExpectedRole[],
  limits: QueryLimits,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { as, tables } of roles) {
    const ask: Ask = (text) => attempt(text, { warehouse, options: { as, limits } });
    const probe = await ask('SELECT 1');
    if (probe.kind === 'refused') {
      problems.push(whyNot(as, probe.code));
      continue;
    }
    for (const table of tables) problems.push(...(await checkTable(ask, as, table)));
  }
  return problems;
}

async function checkTable(
  ask: Ask,
  as: RunAs,
  { database, table, columns, shut, empty }: ExpectedTable,
): Promise<readonly string[]> {
  const place = `${quoted(database)}.${quoted(table)}`;
  const name = `${database}.${table}`;
  const read = (wanted: readonly string[], limit: number) =>
    ask(`SELECT ${wanted.map(quoted).join(', ')} FROM ${place} LIMIT ${limit}`);
  const granted = await read(columns, 0);
  if (granted.kind === 'refused')
    return [
      granted.code === DENIED
        ? `The role ${as.role} may not read what it should of ${name}.`
        : `The role ${as.role} cannot read ${name}${coded(granted.code)}.`,
    ];
  const problems: string[] = [];
  if (shut !== undefined && (await read([shut], 0)).kind === 'rows')
    problems.push(`In the role ${as.role} the column ${shut} of ${name} can be read: the user has a grant of its own, or the role one too many.`); // prettier-ignore
  const seen = empty ? await read(columns.slice(0, 1), 1) : undefined;
  if (seen?.kind === 'rows' && seen.count > 0)
    problems.push(`In the role ${as.role} rows of ${name} are seen without a grant: its row policy is missing.`); // prettier-ignore
  return problems;
}

function whyNot({ role, settings }: RunAs, code: number | undefined): string {
  if (code === UNKNOWN_SETTING)
    return `The server does not take the settings ${Object.keys(settings).join(', ')}: put SQL_ in custom_settings_prefixes of its configuration.`;
  if (code === CONSTRAINT)
    return `The profile of the role ${role} allows less than the limits of this server process ask for.`;
  if (code !== undefined && ROLE_MISSING.includes(code))
    return `The role ${role} is not there, or not granted to the user of CLICKHOUSE_URL.`;
  return `Nothing can be asked in the role ${role}${coded(code)}.`;
}

function coded(code: number | undefined): string {
  return code === undefined ? '' : ` (code ${code} of ClickHouse)`;
}

type Ask = (text: string) => Promise<Attempt>;
type Attempt =
  | { readonly kind: 'rows'; readonly count: number }
  | { readonly kind: 'refused'; readonly code: number | undefined };

async function attempt(
  text: string,
  { warehouse, options }: { readonly warehouse: Pick<Warehouse, 'query'>; readonly options: QueryOptions },
): Promise<Attempt> {
  try {
    const { rows } = await warehouse.query({ text, parameters: [], settings: {} }, options);
    return { kind: 'rows', count: rows.length };
  } catch (error) {
    if (error instanceof WarehouseError && error.failure === 'failed' && error.engineCode !== undefined)
      return { kind: 'refused', code: error.engineCode };
    throw error;
  }
}

function quoted(name: string): string {
  return `\`${name.replace(/[\\`]/g, (char) => `\\${char}`)}\``;
}
