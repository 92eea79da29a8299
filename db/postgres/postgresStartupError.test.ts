import { describe, expect, it } from 'vitest';
import { postgresStartupError } from './postgresStartupError.js';

const address = 'postgres://olivia:geheim@db.example:6432/metrics';

describe('postgresStartupError', () => {
  it.each([
    [
      'ECONNREFUSED',
      'PostgreSQL at db.example:6432 does not accept connections; start it, or correct DATABASE_URL.',
    ],
    ['ENOTFOUND', 'PostgreSQL at db.example:6432 cannot be found; correct the host name in DATABASE_URL.'],
    ['28P01', 'PostgreSQL at db.example:6432 refused the user or password of DATABASE_URL.'],
    [
      '3D000',
      'PostgreSQL at db.example:6432 has no database named metrics; create it, or correct DATABASE_URL.',
    ],
    ['XX000', 'PostgreSQL at db.example:6432 cannot be used (XX000); the log has the cause.'],
  ])('explains %s, also under the error that drizzle wraps around it', (code, sentence) => {
    const driver = Object.assign(new Error('user olivia with geheim'), { code });
    const wrapped = new Error('Failed query: SELECT geheim', { cause: driver });
    for (const cause of [driver, wrapped]) {
      const error = postgresStartupError(address, cause);
      expect(error.message).toBe(sentence);
      expect(error.cause).toBe(cause);
    }
  });

  it('explains a server that does not answer, and one without TLS', () => {
    expect(postgresStartupError(address, new Error('timeout expired')).message).toMatch(
      /did not answer within 5 seconds/,
    );
    expect(
      postgresStartupError(address, new Error('The server does not support SSL connections')).message,
    ).toBe(
      'PostgreSQL at db.example:6432 cannot be reached securely: The server does not support SSL connections; correct sslmode in DATABASE_URL.',
    );
  });

  it.each(['db.example', 'mysql://db.example/metrics', ''])(
    'refuses %j without repeating it',
    (databaseUrl) => {
      expect(postgresStartupError(databaseUrl, new Error('x')).message).toBe(
        'DATABASE_URL is not a PostgreSQL address; it looks like postgres://user:password@host:5432/database.',
      );
    },
  );

  it('never shows user or password', () => {
    expect(postgresStartupError(address, undefined).message).not.toMatch(/olivia|geheim/);
  });
});
