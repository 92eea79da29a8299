/**
 * Every error this product throws on purpose, grouped by who can fix it:
 * the caller (shown in full), the operator (stops start-up), an upstream system (masked, retried), or us (masked).
 * One file in src/server knows how these become GraphQL errors; `docs/errors.md` lists every code and a test keeps it true.
 */

/** One thing that is wrong with a question. `path` leads to it in the caller's own words (GraphQL path or JSON path). */
export interface QueryIssue {
  /** Stable upper-case code, e.g. `UNKNOWN_FIELD`. Listed in docs/errors.md. */
  readonly code: QueryIssueCode;
  /** A full sentence: what is wrong and what to do. Never SQL, never row values. */
  readonly message: string;
  /** Where in the question: response keys, argument names, list indexes. */
  readonly path: readonly (string | number)[];
  /** Names the caller may have meant, best first; only names the caller may see. */
  readonly suggestions?: readonly string[];
}

/** Every code of an issue; docs/errors.md explains each. */
export const QUERY_ISSUE_CODES = [
  'UNKNOWN_DATASET',
  'UNKNOWN_FIELD',
  'WRONG_KIND',
  'INVALID_ARGUMENT',
  'INVALID_VALUE',
  'INVALID_TIME',
  'INVALID_TIMEZONE',
  'EMPTY_SELECTION',
  'NOT_SUPPORTED',
  'TOO_MANY',
  'DUPLICATE_KEY',
] as const;
export type QueryIssueCode = (typeof QUERY_ISSUE_CODES)[number];

/** Root of all our errors. `code` is stable and public. */
export abstract class VernierError extends Error {
  abstract readonly code: string;
  /** Who can fix it; decides whether the message may leave the server. */
  abstract readonly audience: 'caller' | 'operator' | 'upstream' | 'bug';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The question is wrong. Carries every issue found, not just the first. */
export class QueryError extends VernierError {
  readonly code = 'QUERY_INVALID';
  readonly audience = 'caller';
  readonly issues: readonly QueryIssue[];

  constructor(issues: readonly QueryIssue[], options?: ErrorOptions) {
    super(
      issues.length === 1
        ? (issues[0] as QueryIssue).message
        : `The query has ${issues.length} problems:\n${issues.map((issue) => `- ${issue.message}`).join('\n')}`,
      options,
    );
    this.issues = issues;
  }
}

/** The caller did not prove who they are. */
export class AuthenticationError extends VernierError {
  readonly code = 'UNAUTHENTICATED';
  readonly audience = 'caller';
  /** The API key whose secret was the right one and that holds no more: for the audit log. Undefined where nothing was proved. */
  readonly keyId: string | undefined;

  constructor(message: string, options?: ErrorOptions & { readonly keyId?: string }) {
    super(message, options);
    this.keyId = options?.keyId;
  }
}

/** The caller is known and may not do this. Never says whether the thing exists. */
export class AccessError extends VernierError {
  readonly code = 'FORBIDDEN';
  readonly audience = 'caller';
}

/** The question is valid but larger than the caller's role allows; the message says what would fit. */
export class LimitError extends VernierError {
  readonly code = 'LIMIT_EXCEEDED';
  readonly audience = 'caller';
  /** What was estimated before the question ran; undefined when it was stopped. */
  readonly refused: BudgetRefusal | undefined;

  constructor(message: string, refused?: BudgetRefusal) {
    super(message);
    this.refused = refused;
  }
}

/** A question that was too large to be run. */
export interface BudgetRefusal {
  readonly limit: 'rows' | 'bytes';
  /** Whose policy says the limit. */
  readonly dataset: string;
  readonly budget: number;
  readonly estimate: number;
  /** The estimate is where counting stopped: there is more. */
  readonly more: boolean;
}

/** Too many requests, too fast; the message says which limit. */
export class RateLimitError extends VernierError {
  readonly code = 'RATE_LIMITED';
  readonly audience = 'caller';
  /** When to try again. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** One problem in the settings or the catalog, with the file, line and member where it stands. */
export interface OperatorIssue {
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  /** Dotted path of the member, e.g. `measures.visitors.agg`, or the name of an environment variable. */
  readonly member?: string;
}

function describeIssues(title: string, issues: readonly OperatorIssue[]): string {
  const lines = issues.map((issue) => {
    const place = [
      issue.file === undefined
        ? undefined
        : `${issue.file}${issue.line === undefined ? '' : `:${issue.line}`}`,
      issue.member,
    ]
      .filter((part) => part !== undefined)
      .join(' ');
    return `  ${place === '' ? '' : `${place}: `}${issue.message}`;
  });
  return `${title}\n${lines.join('\n')}`;
}

/** Settings are wrong. Reports every one at once. */
export class ConfigError extends VernierError {
  readonly code = 'CONFIG_INVALID';
  readonly audience = 'operator';
  readonly issues: readonly OperatorIssue[];

  constructor(issues: readonly OperatorIssue[], options?: ErrorOptions) {
    super(describeIssues('The settings are not valid:', issues), options);
    this.issues = issues;
  }
}

/** The catalog is wrong. Reports every issue at once, with file, line and member. */
export class CatalogError extends VernierError {
  readonly code = 'CATALOG_INVALID';
  readonly audience = 'operator';
  readonly issues: readonly OperatorIssue[];

  constructor(issues: readonly OperatorIssue[], options?: ErrorOptions) {
    super(describeIssues('The catalog is not valid:', issues), options);
    this.issues = issues;
  }
}

/** Start-up cannot go on: port in use, folder locked, engine package missing. One sentence that says what to do. */
export class StartupError extends VernierError {
  readonly code = 'STARTUP_FAILED';
  readonly audience = 'operator';
}

/** How a warehouse failed. `limit` is the caller's to change; the others are not. */
export type WarehouseFailure = 'failed' | 'timeout' | 'overloaded' | 'cancelled' | 'limit';

/** ClickHouse did not answer. Only db/clickhouse makes these: nothing else knows an engine's error code. */
export class WarehouseError extends VernierError {
  readonly code:
    | 'WAREHOUSE_FAILED'
    | 'WAREHOUSE_TIMEOUT'
    | 'WAREHOUSE_OVERLOADED'
    | 'WAREHOUSE_CANCELLED'
    | 'WAREHOUSE_LIMIT';
  readonly audience = 'upstream';
  readonly failure: WarehouseFailure;
  /** ClickHouse's numeric code and symbolic name, when it gave them. For logs only. */
  readonly engineCode: number | undefined;
  readonly engineType: string | undefined;

  constructor(
    failure: WarehouseFailure,
    message: string,
    details: { engineCode?: number | undefined; engineType?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.failure = failure;
    this.code = `WAREHOUSE_${failure.toUpperCase() as Uppercase<WarehouseFailure>}`;
    this.engineCode = details.engineCode;
    this.engineType = details.engineType;
  }
}

/** Postgres (or PGlite) did not answer. */
export class MetadataError extends VernierError {
  readonly code = 'METADATA_FAILED';
  readonly audience = 'upstream';
}

/** Something that must never happen did. Always a bug of ours. */
export class InvariantError extends VernierError {
  readonly code = 'INTERNAL';
  readonly audience = 'bug';
}

/** The `default:` of an exhaustive switch: fails to compile when a case is forgotten. */
export function unreachable(value: never): never {
  throw new InvariantError(`Unhandled case: ${JSON.stringify(value)}`);
}
