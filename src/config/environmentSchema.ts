import { z } from 'zod';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const integer = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `must be between ${minimum} and ${maximum}`);

const url = (protocols: readonly string[]) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
      message: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    })
    .optional();

const ROLES = ['owner', 'analyst', 'reader'] as const;
type IntrospectingRole = (typeof ROLES)[number];

function isRole(text: string): text is IntrospectingRole {
  return (ROLES as readonly string[]).includes(text);
}

/** As browsers send it: scheme, host and port. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}

/** One entry per environment variable; the README's table lists the same names and a test compares them. */
export const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: integer(0, 65_535).default(4000),
  VERNIER_DATA: z.string().min(1).default('.vernier'),
  VERNIER_CATALOG: z.string().min(1).optional(),
  VERNIER_DEMO: integer(0, 1_000_000_000).optional(),
  CLICKHOUSE_URL: url(['http:', 'https:']),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a cluster: letters, digits and _')
    .optional(),
  CLICKHOUSE_ROLES: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the beginning of the names of roles: letters, digits and _')
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
  VERNIER_MASK_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  VERNIER_QUERY_SECONDS: integer(1, 3600).default(30),
  VERNIER_MAX_RESULT_ROWS: integer(1, 10_000_000).default(100_000),
  VERNIER_MAX_READ_BYTES: integer(1, 1_000_000_000_000_000).default(100_000_000_000),
  VERNIER_MAX_MEMORY: integer(100_000_000, 1_000_000_000_000).default(2_000_000_000),
  VERNIER_QUERIES_PER_MINUTE: integer(1, 1_000_000).default(600),
  VERNIER_CONCURRENT_QUERIES: integer(1, 10_000).default(20),
  REDIS_URL: url(['redis:', 'rediss:']),
  VERNIER_MIRROR_SECONDS: integer(1, 86_400).default(60),
  VERNIER_CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine((origins) => origins.every(isOrigin), {
      message: 'must be origins, separated by commas, such as https://app.example (no path, no *)',
    })
    .default([]),
  VERNIER_GRAPHIQL: z.enum(['on', 'off']).default('on'),
  VERNIER_INTROSPECTION: z
    .string()
    .transform((text) => (text === 'none' ? [] : text.split(',').map((role) => role.trim())))
    .refine((roles): roles is IntrospectingRole[] => roles.every(isRole), {
      message: `must be none, or some of ${ROLES.join(', ')}, separated by commas`,
    })
    .default([...ROLES]),
  NODE_ENV: z.string().optional(),
});

export type Environment = z.infer<typeof environmentSchema>;
export const SETTING_NAMES: readonly string[] = Object.keys(environmentSchema.shape);
