import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readConfig, SETTING_NAMES } from './config.js';
import { ConfigError } from './errors.js';

const places = { workingFolder: '/work/folder', packageFolder: '/opt/vernier' };

function problemsOf(environment: Record<string, string>): string {
  try {
    readConfig(environment, places);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

test('without any setting it is a demo on loopback with the embedded engines', () => {
  const config = readConfig({}, places);
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 4000,
    dataFolder: '/work/folder/.vernier',
    catalogFolder: '/opt/vernier/catalog',
    demoRows: 1_000_000,
    clickhouseUrl: undefined,
    databaseUrl: undefined,
    tokens: { kind: 'local' },
  });
});

test('every problem is reported at once, by the name of its variable', () => {
  const text = problemsOf({
    PORT: 'eighty',
    CLICKHOUSE_URL: 'localhost:8123',
    DATABASE_URL: 'mysql://x',
    VERNIER_LOG_LEVEL: 'loud',
    VERNIER_JWT_SECRET: 'short',
    VERNIER_DEOM: '5',
    NODE_ENV: 'production',
    VERNIER_JWKS_URL: 'http://issuer.example/keys',
  });
  expect(text).toBe(
    [
      'The settings are not valid:',
      `  VERNIER_DEOM: is no setting. The settings are ${SETTING_NAMES.join(', ')}.`,
      '  PORT: must be a whole number.',
      '  CLICKHOUSE_URL: must be a URL that starts with http:// or https://.',
      '  DATABASE_URL: must be a URL that starts with postgres:// or postgresql://.',
      '  VERNIER_LOG_LEVEL: must be one of fatal, error, warn, info, debug, trace, silent.',
      '  VERNIER_JWT_SECRET: must have at least 32 characters.',
      '  VERNIER_JWKS_URL: and VERNIER_JWT_SECRET exclude each other: set one.',
      '  VERNIER_JWT_ISSUER: is needed with VERNIER_JWKS_URL: whose tokens to accept.',
      '  VERNIER_JWKS_URL: must be a URL that starts with https:// when NODE_ENV is production.',
    ].join('\n'),
  );
});

test('a cluster is one of a server', () => {
  expect(problemsOf({ CLICKHOUSE_CLUSTER: 'main' })).toContain('CLICKHOUSE_CLUSTER: needs CLICKHOUSE_URL');
});

test('production wants a configured way to prove tokens', () => {
  expect(problemsOf({ NODE_ENV: 'production' })).toContain('VERNIER_JWT_SECRET: or VERNIER_JWKS_URL');
  expect(problemsOf({ NODE_ENV: 'production', VERNIER_JWKS_URL: 'https://issuer.example/keys' })).toContain(
    'VERNIER_JWT_ISSUER: is needed',
  );
  expect(
    problemsOf({ VERNIER_JWT_SECRET: 's'.repeat(32), VERNIER_JWKS_URL: 'https://issuer.example/keys' }),
  ).toContain('exclude each other');
});

test('production wants a secret that nobody guesses', () => {
  const production = (VERNIER_JWT_SECRET: string) =>
    problemsOf({ NODE_ENV: 'production', VERNIER_JWT_SECRET });
  for (const word of ['s'.repeat(32), 'secret'.repeat(8), '0123012301230123'.repeat(4)])
    expect(production(word)).toContain('VERNIER_JWT_SECRET: is too easy to guess');
  expect(production('x8Yw2Q-kfP0s3nZb1LrT7vCg5HjD9aEu4MoI6WtB')).toBe('none');
  expect(problemsOf({ VERNIER_JWT_SECRET: 's'.repeat(32) })).toBe('none');
});

test('demo rows are for the shipped catalog on the embedded engine unless asked for', () => {
  expect(readConfig({ VERNIER_CATALOG: 'mine' }, places)).toMatchObject({
    catalogFolder: '/work/folder/mine',
    demoRows: 0,
    shippedCatalog: false,
  });
  expect(readConfig({ CLICKHOUSE_URL: 'http://127.0.0.1:8123' }, places).demoRows).toBe(0);
  expect(readConfig({ CLICKHOUSE_URL: 'http://127.0.0.1:8123', VERNIER_DEMO: '10' }, places).demoRows).toBe(
    10,
  );
});

test('the README lists every setting and no other', () => {
  const readme = readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8');
  const listed = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(listed.toSorted()).toEqual(SETTING_NAMES.filter((name) => name !== 'NODE_ENV').toSorted());
});

test('browsers, GraphiQL and introspection are settings of their own', () => {
  expect(readConfig({}, places).http).toEqual({
    corsOrigins: [],
    graphiql: true,
    introspection: ['owner', 'analyst', 'reader'],
  });
  const given = { VERNIER_CORS_ORIGINS: 'https://a.example, http://localhost:3000', VERNIER_GRAPHIQL: 'off' };
  expect(readConfig({ ...given, VERNIER_INTROSPECTION: 'none' }, places).http).toEqual({
    corsOrigins: ['https://a.example', 'http://localhost:3000'],
    graphiql: false,
    introspection: [],
  });
  for (const origin of ['*', 'https://a.example/', 'a.example', 'null'])
    expect(problemsOf({ VERNIER_CORS_ORIGINS: origin })).toContain('VERNIER_CORS_ORIGINS: must be origins');
  expect(problemsOf({ VERNIER_INTROSPECTION: 'readers' })).toContain('must be none, or some of owner');
});
