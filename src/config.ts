import path from 'node:path';
import { z } from 'zod';
import { ConfigError, type OperatorIssue } from './errors.js';

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
  /** PostgreSQL server; embedded when undefined. */
  readonly databaseUrl: string | undefined;
  readonly logLevel: LogLevel;
  readonly production: boolean;
  readonly tokens: TokenConfig;
  readonly limits: RequestLimits;
  /** Seconds between two looks at the metadata store for the mirror in ClickHouse. */
  readonly mirrorSeconds: number;
}

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** How bearer tokens are proved. */
export type TokenConfig =
  /** HS256 with a secret made at the first start and kept in the data folder; refused in production. */
  | { readonly kind: 'local' }
  | {
      readonly kind: 'secret';
      readonly secret: string;
      readonly issuer: string | undefined;
      readonly audience: string | undefined;
    }
  | {
      readonly kind: 'jwks';
      readonly url: URL;
      readonly issuer: string;
      readonly audience: string | undefined;
    };

/** Bounds of one request to ClickHouse. */
export interface RequestLimits {
  readonly maxSeconds: number;
  readonly maxResultRows: number;
  readonly maxBytesToRead: number;
  readonly maxMemoryBytes: number;
}

const integer = (fallback: number, minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `must be between ${minimum} and ${maximum}`)
    .default(fallback);

const url = (protocols: readonly string[]) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
      message: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    })
    .optional();

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** One entry per environment variable; the README's table lists the same names and a test compares them. */
const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: integer(4000, 0, 65_535),
  VERNIER_DATA: z.string().min(1).default('.vernier'),
  VERNIER_CATALOG: z.string().min(1).optional(),
  VERNIER_DEMO: integer(1_000_000, 0, 1_000_000_000).optional(),
  CLICKHOUSE_URL: url(['http:', 'https:']),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a cluster: letters, digits and _')
    .optional(),
  DATABASE_URL: url(['postgres:', 'postgresql:']),
  VERNIER_LOG_LEVEL: z
    .string()
    .refine(
      (level): level is LogLevel => (LOG_LEVELS as readonly string[]).includes(level),
      `must be one of ${LOG_LEVELS.join(', ')}`,
    )
    .default('info'),
  VERNIER_JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  VERNIER_JWKS_URL: url(['https:', 'http:']),
  VERNIER_JWT_ISSUER: z.string().min(1).optional(),
  VERNIER_JWT_AUDIENCE: z.string().min(1).optional(),
  VERNIER_QUERY_SECONDS: integer(30, 1, 3600),
  VERNIER_MAX_RESULT_ROWS: integer(100_000, 1, 10_000_000),
  VERNIER_MAX_READ_BYTES: integer(100_000_000_000, 1, 1_000_000_000_000_000),
  VERNIER_MAX_MEMORY: integer(2_000_000_000, 100_000_000, 1_000_000_000_000),
  VERNIER_MIRROR_SECONDS: integer(60, 1, 86_400),
  NODE_ENV: z.string().optional(),
});

export const SETTING_NAMES: readonly string[] = Object.keys(environmentSchema.shape);

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
  const issues: OperatorIssue[] = [...unknownSettings(environment)];
  if (!parsed.success) {
    issues.push(
      ...parsed.error.issues.map((issue) => ({
        member: String(issue.path[0]),
        message: `${issue.message}.`,
      })),
    );
  }
  if (!parsed.success) throw new ConfigError(issues);

  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  const tokens = tokenConfig(values, { production, issues });
  if (values.CLICKHOUSE_CLUSTER !== undefined && values.CLICKHOUSE_URL === undefined) {
    issues.push({
      member: 'CLICKHOUSE_CLUSTER',
      message: 'needs CLICKHOUSE_URL: the embedded engine has no cluster.',
    });
  }
  if (issues.length > 0 || tokens === undefined) throw new ConfigError(issues);

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
    databaseUrl: values.DATABASE_URL,
    logLevel: values.VERNIER_LOG_LEVEL,
    production,
    tokens,
    limits: {
      maxSeconds: values.VERNIER_QUERY_SECONDS,
      maxResultRows: values.VERNIER_MAX_RESULT_ROWS,
      maxBytesToRead: values.VERNIER_MAX_READ_BYTES,
      maxMemoryBytes: values.VERNIER_MAX_MEMORY,
    },
    mirrorSeconds: values.VERNIER_MIRROR_SECONDS,
  };
}

/** A misspelt VERNIER_ name would otherwise be a setting that silently does nothing. */
function unknownSettings(environment: Readonly<Record<string, string | undefined>>): OperatorIssue[] {
  return Object.keys(environment)
    .filter(
      (name) =>
        name.startsWith('VERNIER_') && !name.startsWith('VERNIER_TEST_') && name !== 'VERNIER_CONFORMANCE',
    )
    .filter((name) => !SETTING_NAMES.includes(name))
    .map((name) => ({
      member: name,
      message: `is no setting. The settings are ${SETTING_NAMES.join(', ')}.`,
    }));
}

function tokenConfig(
  values: z.infer<typeof environmentSchema>,
  context: { readonly production: boolean; readonly issues: OperatorIssue[] },
): TokenConfig | undefined {
  const { production, issues } = context;
  const {
    VERNIER_JWT_SECRET: secret,
    VERNIER_JWKS_URL: jwks,
    VERNIER_JWT_ISSUER: issuer,
    VERNIER_JWT_AUDIENCE: audience,
  } = values;
  if (secret !== undefined && jwks !== undefined) {
    issues.push({
      member: 'VERNIER_JWKS_URL',
      message: 'and VERNIER_JWT_SECRET exclude each other: set one.',
    });
    return undefined;
  }
  if (jwks !== undefined) {
    if (issuer === undefined) {
      issues.push({
        member: 'VERNIER_JWT_ISSUER',
        message: 'is needed with VERNIER_JWKS_URL: whose tokens to accept.',
      });
      return undefined;
    }
    return { kind: 'jwks', url: new URL(jwks), issuer, audience };
  }
  if (secret !== undefined) return { kind: 'secret', secret, issuer, audience };
  if (production) {
    issues.push({
      member: 'VERNIER_JWT_SECRET',
      message: 'or VERNIER_JWKS_URL with VERNIER_JWT_ISSUER is needed when NODE_ENV is production.',
    });
    return undefined;
  }
  return { kind: 'local' };
}
