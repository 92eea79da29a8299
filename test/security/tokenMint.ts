import { createHmac, createSign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { AuthenticationError } from '../../src/errors.js';
import { authenticate, type AuthenticationContext } from '../../src/server/authenticate.js';
import type { CredentialStore } from '../../src/server/ports.js';

/** Tokens put together by hand: a library would refuse to make most of these. */

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'vernier';

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export function goodClaims(): Record<string, unknown> {
  const now = nowSeconds();
  return { sub: 'olivia', role: 'owner', iss: ISSUER, aud: AUDIENCE, iat: now, exp: now + 60 };
}

export function segment(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** Signs what stands in the first two parts. */
export type Sign = (signed: string) => string;

export function token(header: unknown, claims: unknown, sign: Sign): string {
  const signed = `${segment(header)}.${segment(claims)}`;
  return `${signed}.${sign(signed)}`;
}

export const hmac =
  (key: string | Buffer | Uint8Array, hash = 'sha256'): Sign =>
  (signed) =>
    createHmac(hash, key).update(signed).digest('base64url');

export const rsa =
  (key: KeyObject, hash = 'sha256'): Sign =>
  (signed) =>
    createSign(hash).update(signed).sign(key, 'base64url');

export const unsigned: Sign = () => '';

/** A store that knows nobody: what is refused here is refused for the token alone. */
export const emptyStore: CredentialStore = {
  standingOf: () => Promise.resolve({ person: undefined, revoked: false, websites: [], tenants: [] }),
  findKey: () => Promise.resolve(undefined),
  noteUse: () => Promise.resolve(),
};

/** What a caller may be told about a token. */
const SENTENCES = [
  'The token is not valid here: its signature or its form is wrong.',
  'The token has expired: get a new one.',
  /^The token's claim `(exp|nbf|iat|iss|aud|sub)` is missing or not accepted here\.$/,
  'The Authorization header must be `Bearer <token>` with a signed JSON web token, or with an API key.',
  'The token is valid but lacks a subject or one of the roles owner, analyst, reader.',
];

/** How each attack ended that did not end in a refusal in one of our sentences; empty when all did. */
export async function survivors(
  attacks: readonly (readonly [name: string, token: string])[],
  context: Pick<AuthenticationContext, 'key'>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, sent] of attacks) {
    const end = await authenticate(`Bearer ${sent}`, { ...context, store: emptyStore }).then(
      ({ viewer }) => `accepted as ${viewer.role} ${viewer.subject}`,
      (error: unknown) => error,
    );
    if (!(end instanceof AuthenticationError)) found.push(`${name}: ${String(end)}`);
    else if (
      !SENTENCES.some((sentence) =>
        typeof sentence === 'string' ? sentence === end.message : sentence.test(end.message),
      )
    )
      // prettier-ignore
      found.push(`${name}: ${end.message}`);
  }
  return found;
}

export async function accepted(sent: string, context: Pick<AuthenticationContext, 'key'>): Promise<string> {
  const { viewer } = await authenticate(`Bearer ${sent}`, { ...context, store: emptyStore });
  return viewer.subject;
}

export interface KeyServer {
  readonly url: URL;
  /** Requests so far. */
  readonly asked: () => number;
  /** What it answers from now on; it answers nothing while undefined. */
  answer: { readonly status?: number; readonly body: string; readonly location?: string } | undefined;
  close(): Promise<void>;
}

/** A real HTTP server that hands out a key set, or what a test wants instead. */
export async function openKeyServer(keys: readonly unknown[]): Promise<KeyServer> {
  let asked = 0;
  const state: Pick<KeyServer, 'answer'> = { answer: { body: JSON.stringify({ keys }) } };
  const server: Server = createServer((_request, response) => {
    asked += 1;
    const { answer } = state;
    if (answer === undefined) return;
    const headers = { 'content-type': 'application/json', ...(answer.location === undefined ? {} : { location: answer.location }) }; // prettier-ignore
    response.writeHead(answer.status ?? 200, headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
  return Object.assign(state, {
    url,
    asked: () => asked,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

export function expectMany(attacks: readonly unknown[], atLeast: number): void {
  expect(attacks.length).toBeGreaterThanOrEqual(atLeast);
}
