import path from 'node:path';
import { misfits, unknownSettings } from './config/crossChecks.js';
import {
  environmentSchema,
  SETTING_NAMES,
  type Environment,
  type LogLevel,
} from './config/environmentSchema.js';
import { ConfigError, type OperatorIssue } from './errors.js';

export { SETTING_NAMES };

/** Settings, read once at start. The only reader of the environment. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute folder of the embedded engines, the lock file and the local signing secret. */
  readonly dataFolder: string;
  /** Absolute folder of the catalog. */
  readonly catalogFolder: string;
  /** The catalog that ships with the product is served, so its tables are created. */
  readonly shippedCatalog: boolean;
  /** Rows of demo events; 0 loads no demo data. */
  readonly demoRows: number;
  /** ClickHouse server; the embedded engine when undefined. */
  readonly clickhouseUrl: string | undefined;
  /** Name of the ClickHouse cluster that tables are created on; a single node when undefined. */
  readonly clickhouseCluster: string | undefined;
  /** Begins the names of the ClickHouse roles that questions run in (`vernier_reader`); all run as the user itself when undefined. */
  readonly clickhouseRoles: string | undefined;
  /** PostgreSQL server; embedded when undefined. */
  readonly databaseUrl: string | undefined;
  readonly logLevel: LogLevel;
  readonly tokens: TokenConfig;
  readonly maskKey: MaskKeyConfig;
  readonly limits: RequestLimits;
  /** Redis server in which several processes count requests together; each counts for itself when undefined. */
  readonly redisUrl: string | undefined;
  /** Seconds between two looks at the metadata store for the mirror in ClickHouse. */
  readonly mirrorSeconds: number;
  readonly http: HttpConfig;
}

interface HttpConfig {
  /** Origins whose pages may ask from a browser. */
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  /** Roles that may ask for the schema itself. */
  readonly introspection: readonly ('owner' | 'analyst' | 'reader')[];
}

/** How bearer tokens are proved. */
type TokenConfig =
  /** HS256 with a secret made at the first start and kept in the data folder; refused in production. */
  | { readonly kind: 'local' }
  | {
      readonly kind: 'secret';
      readonly secret: string;
      readonly production: boolean;
      readonly issuer: string | undefined;
      readonly audience: string | undefined;
    }
  | {
      readonly kind: 'jwks';
      readonly url: URL;
      readonly issuer: string;
      readonly audience: string | undefined;
    };

/** The key by which masks hash values. */
type MaskKeyConfig =
  | { readonly kind: 'given'; readonly secret: string }
  /** Made when it is first needed and kept in the data folder. */
  | { readonly kind: 'local' }
  /** Production on servers, where several processes must agree on one, and none is set. */
  | { readonly kind: 'missing' };

/** Bounds of one request to ClickHouse, and of the requests of one credential. */
interface RequestLimits {
  readonly queriesPerMinute: number;
  readonly concurrentQueries: number;
  readonly maxSeconds: number;
  readonly maxResultRows: number;
  readonly maxBytesToRead: number;
  readonly maxMemoryBytes: number;
}

/**
 * Reads and checks all settings.
 * @param environment usually `process.env`; empty values count as not set
 * @param places folder that relative paths start from, and the folder of the installed package
 * @throws ConfigError with every problem at once
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  places: { readonly workingFolder: string; readonly packageFolder: string },
): Config {
  const given = Object.fromEntries(
    SETTING_NAMES.flatMap((name) => {
      const value = environment[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = environmentSchema.safeParse(given);
  const malformed = (parsed.error?.issues ?? []).map((issue): OperatorIssue => ({
    member: String(issue.path[0]),
    message: `${issue.message}.`,
  }));
  const issues = [...unknownSettings(environment), ...malformed, ...misfits(given)];
  if (!parsed.success || issues.length > 0) throw new ConfigError(issues);
  const values = parsed.data;

  const shippedFolder = path.join(places.packageFolder, 'catalog');
  const catalogFolder =
    values.VERNIER_CATALOG === undefined
      ? shippedFolder
      : path.resolve(places.workingFolder, values.VERNIER_CATALOG);
  const shippedCatalog = catalogFolder === shippedFolder;
  return {
    host: values.HOST,
    port: values.PORT,
    dataFolder: path.resolve(places.workingFolder, values.VERNIER_DATA),
    catalogFolder,
    shippedCatalog,
    demoRows: values.VERNIER_DEMO ?? (shippedCatalog && values.CLICKHOUSE_URL === undefined ? 1_000_000 : 0),
    clickhouseUrl: values.CLICKHOUSE_URL,
    clickhouseCluster: values.CLICKHOUSE_CLUSTER,
    clickhouseRoles: values.CLICKHOUSE_ROLES,
    databaseUrl: values.DATABASE_URL,
    logLevel: values.VERNIER_LOG_LEVEL,
    tokens: tokenConfig(values),
    maskKey: maskKeyConfig(values),
    limits: {
      maxSeconds: values.VERNIER_QUERY_SECONDS,
      maxResultRows: values.VERNIER_MAX_RESULT_ROWS,
      maxBytesToRead: values.VERNIER_MAX_READ_BYTES,
      maxMemoryBytes: values.VERNIER_MAX_MEMORY,
      queriesPerMinute: values.VERNIER_QUERIES_PER_MINUTE,
      concurrentQueries: values.VERNIER_CONCURRENT_QUERIES,
    },
    redisUrl: values.REDIS_URL,
    mirrorSeconds: values.VERNIER_MIRROR_SECONDS,
    http: {
      corsOrigins: values.VERNIER_CORS_ORIGINS,
      graphiql: values.VERNIER_GRAPHIQL === 'on',
      introspection: values.VERNIER_INTROSPECTION,
    },
  };
}

/** Called with settings that fit together. */
function tokenConfig(values: Environment): TokenConfig {
  const {
    VERNIER_JWT_SECRET: secret,
    VERNIER_JWKS_URL: jwks,
    VERNIER_JWT_ISSUER: issuer,
    VERNIER_JWT_AUDIENCE: audience,
  } = values;
  if (secret !== undefined)
    return { kind: 'secret', secret, issuer, audience, production: values.NODE_ENV === 'production' };
  if (jwks !== undefined && issuer !== undefined)
    return { kind: 'jwks', url: new URL(jwks), issuer, audience };
  return { kind: 'local' };
}

function maskKeyConfig(values: Environment): MaskKeyConfig {
  if (values.VERNIER_MASK_KEY !== undefined) return { kind: 'given', secret: values.VERNIER_MASK_KEY };
  const shared = values.CLICKHOUSE_URL !== undefined && values.DATABASE_URL !== undefined;
  return { kind: shared && values.NODE_ENV === 'production' ? 'missing' : 'local' };
}
