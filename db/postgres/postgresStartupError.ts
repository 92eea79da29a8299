import { StartupError } from '../../src/errors.js';

/** One sentence for why the server could not be used and what to do. Names host, port and database, never user or password. */
export function postgresStartupError(databaseUrl: string, cause: unknown): StartupError {
  const target = parseTarget(databaseUrl);
  if (target === undefined) {
    return new StartupError(
      'DATABASE_URL is not a PostgreSQL address; it looks like postgres://user:password@host:5432/database.',
      { cause },
    );
  }
  return new StartupError(`PostgreSQL at ${target.server} ${reasonOf(cause, target.database)}`, { cause });
}

function reasonOf(cause: unknown, database: string): string {
  const { code, message } = withCode(cause);
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return 'does not accept connections; start it, or correct DATABASE_URL.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'cannot be found; correct the host name in DATABASE_URL.';
    case '28P01':
    case '28000':
      return 'refused the user or password of DATABASE_URL.';
    case '3D000':
      return `has no database named ${database}; create it, or correct DATABASE_URL.`;
    case '42501':
      return `does not let this user create the schema vernier in ${database}; grant CREATE on the database, or run the migrations as its owner.`;
    case '53300':
      return 'has no free connection; raise max_connections, or stop another client.';
    case '57P03':
      return 'is still starting; try again in a moment.';
    default:
      if (/SSL|TLS|certificate/i.test(message ?? ''))
        return `cannot be reached securely: ${message}; correct sslmode in DATABASE_URL.`;
      return /timeout/i.test(message ?? '')
        ? 'did not answer within 5 seconds; check the address in DATABASE_URL and the network.'
        : `cannot be used (${code ?? 'no code'}); the log has the cause.`;
  }
}

/** The driver's error, under the one that drizzle wraps around it. */
function withCode(error: unknown): { code?: string; message?: string } {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: unknown };
  return code === undefined && cause !== undefined ? withCode(cause) : (error ?? {});
}

function parseTarget(databaseUrl: string): { server: string; database: string } | undefined {
  try {
    const url = new URL(databaseUrl);
    if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') return undefined;
    // A socket folder stands in ?host=; then there is no host in the address itself.
    const host = url.hostname === '' ? (url.searchParams.get('host') ?? 'localhost') : url.hostname;
    return {
      server: `${host}:${url.port === '' ? '5432' : url.port}`,
      database: decodeURIComponent(url.pathname.slice(1)),
    };
  } catch {
    return undefined;
  }
}
