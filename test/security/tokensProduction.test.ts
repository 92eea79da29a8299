import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, killAll, vernier } from '../support/processes.js';
import { startServerProcess, temporaryFolder, testSettings } from '../support/server.js';

/** Whether a server starts, and what it hands out: real processes, as an operator starts them. */

const { folder, remove } = temporaryFolder();
beforeAll(build);
afterAll(async () => {
  await killAll();
  remove();
});
const RANDOM = 'x8Yw2Q-kfP0s3nZb1LrT7vCg5HjD9aEu4MoI6WtB';

async function refusal(name: string, more: Readonly<Record<string, string>>): Promise<string> {
  const settings = testSettings(join(folder, name), { NODE_ENV: 'production', ...more });
  const running = vernier(['serve'], settings);
  const { code, stdout, stderr } = await running.finished;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return stderr;
}

test('production starts with no demo secret, a guess, or a secret of too few letters', async () => {
  expect(await refusal('a', {})).toContain('VERNIER_JWT_SECRET: or VERNIER_JWKS_URL with VERNIER_JWT_ISSUER is needed'); // prettier-ignore
  expect(await refusal('b', { VERNIER_JWT_SECRET: 'secret'.repeat(6) })).toContain('too easy to guess');
  expect(await refusal('c', { VERNIER_JWT_SECRET: 'short' })).toContain('must have at least 32 characters');
  expect(await refusal('d', { VERNIER_JWKS_URL: 'https://issuer.example/keys' })).toContain('VERNIER_JWT_ISSUER: is needed'); // prettier-ignore
  expect(await refusal('e', { VERNIER_JWKS_URL: 'http://issuer.example/keys', VERNIER_JWT_ISSUER: 'i' })).toContain('must be a URL that starts with https://'); // prettier-ignore
});

test('production refuses the secret that the demo of the same folder made', async () => {
  const data = join(folder, 'demo');
  mkdirSync(data);
  writeFileSync(join(data, 'token-secret'), `${RANDOM}\n`, { mode: 0o600 });
  expect(await refusal('demo', { VERNIER_JWT_SECRET: RANDOM })).toContain('is the secret that this data folder made for trying things out'); // prettier-ignore
});

test('production with a secret of its own starts, and hands out no token: not on the terminal, not to GraphiQL', async () => {
  const settings = testSettings(join(folder, 'good'), { NODE_ENV: 'production', VERNIER_JWT_SECRET: RANDOM });
  const server = await startServerProcess(settings);
  try {
    expect([...server.tokens.keys()]).toEqual([]);
    expect(server.output().stdout).not.toMatch(/eyJ/);
    const config = (await (await fetch(`${server.url}/graphiql/config.json`)).json()) as { roles: unknown[] };
    expect(config.roles).toEqual([]);
    const asked = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    };
    expect((await fetch(`${server.url}/graphql`, asked)).status).toBe(401);
  } finally {
    server.kill('SIGTERM');
    await server.finished;
  }
});
