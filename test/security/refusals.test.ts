import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdministration, type AuditEntry } from '../../src/administration/index.js';
import { auditRow } from '../../src/etl/audit/auditRow.js';
import type { AuthenticationError } from '../../src/errors.js';
import { authenticate } from '../../src/server/authenticate.js';
import { countEntries } from '../../src/server/refusals/countedEntries.js';
import { rulesOf } from '../../src/start/rulesOf.js';
import { canaryCatalog } from './canary/canaryCatalog.js';
import { openAttackedServer, type AttackedServer } from './attackedServer.js';

/** What is refused is in the audit log, whoever tries, and nobody can fill a disk with it. */

let server: AttackedServer;
beforeAll(async () => {
  server = await openAttackedServer({ rates: { failuresPerMinute: 30, queriesPerMinute: 20 } });
});
afterAll(() => server.close());

const JSON_TYPE = { 'content-type': 'application/json', 'user-agent': 'attacker/1.0' };
const send = (authorization: string | undefined, query = '{ __typename }') =>
  server.send('/graphql', {
    method: 'POST',
    headers: authorization === undefined ? JSON_TYPE : { ...JSON_TYPE, authorization },
    body: JSON.stringify({ query, operationName: null }),
  });
const entriesOf = (action: string): readonly AuditEntry[] =>
  server.audited.filter((entry) => entry.action === action);
const counts = (entries: readonly AuditEntry[]): readonly unknown[] =>
  entries.map(({ metadata }) => metadata?.['count']);

describe('the audit log', () => {
  it('has questions that somebody may not ask, of each person and reason the first and how many more', async () => {
    for (let turn = 0; turn < 5; turn++)
      expect((await server.ask('nobody', 'query Tour { orders { rows { tenant } } }')).status).toBe(403);
    expect(entriesOf('query.denied')).toEqual([
      expect.objectContaining({
        actor: expect.objectContaining({
          subject: 'nobody',
          role: 'reader',
          address: '127.0.0.1',
        }) as unknown,
        resourceType: 'query',
        resourceId: 'Tour',
        notes: expect.stringMatching(/^This credential grants no tenants/) as unknown,
        metadata: { code: 'FORBIDDEN', fields: ['orders'], count: 1 },
      }),
    ]);
  });

  it('has changes by those who may only look, also where their schema knows no word of it', async () => {
    const wanted = 'mutation Take($w: WebsiteInput!) { createWebsite(website: $w) { id } mine: deleteWebsite(website: "ottos") { id } }'; // prettier-ignore
    for (const [person, query] of [
      ['greg', wanted],
      ['anna', 'mutation { deleteWebsite(website: "ottos") { id } }'],
    ] as const) {
      const answer = await server.ask(person, query, { w: { name: 'n', domain: 'd' } });
      expect([answer.status, answer.body]).toEqual([
        403,
        { errors: [{ message: 'Changes are made by owners, signed in with a token.', extensions: { code: 'FORBIDDEN' } }] },
      ]); // prettier-ignore
      expect(entriesOf('query.denied').at(-1)).toMatchObject({
        actor: { subject: person, address: '127.0.0.1' },
        resourceId: person === 'greg' ? 'Take' : '',
        notes: 'Changes are made by owners, signed in with a token.',
        metadata: {
          code: 'FORBIDDEN',
          fields: person === 'greg' ? ['createWebsite', 'deleteWebsite'] : ['deleteWebsite'],
        },
      });
    }
    // What is asked beside a change that is not run is answered.
    const both = 'mutation A { deleteWebsite(website: "ottos") { id } } query B { __typename }';
    const headers = { ...JSON_TYPE, authorization: `Bearer ${await server.token('anna')}` };
    const sent = (operationName: string) => server.send('/graphql', { method: 'POST', headers, body: JSON.stringify({ query: both, operationName }) }); // prettier-ignore
    expect((await sent('B')).body.data).toEqual({ __typename: 'Query' });
    expect((await sent('A')).status).toBe(403);
    expect((await server.ask('otto', 'mutation { deleteWebsite(website: "annas") { id } }')).text).toMatch(/no such website/); // prettier-ignore
  });

  it('has requests beyond the limit', async () => {
    const token = `Bearer ${await server.token('rhea')}`;
    const statuses: number[] = [];
    for (let sent = 0; sent < 25; sent++) statuses.push((await send(token)).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect(entriesOf('request.denied')).toEqual([
      expect.objectContaining({
        actor: expect.objectContaining({ subject: 'rhea' }) as unknown,
        metadata: { code: 'RATE_LIMITED', count: 1 },
      }),
    ]);
  });

  it('has refused documents of a key for registered queries only, which say why', async () => {
    const { keys } = createAdministration(server.metadata, {
      audit: { record: () => {} },
      rules: rulesOf(canaryCatalog()),
    });
    const otto = { subject: 'otto', role: 'owner', credential: { kind: 'token', id: null }, address: null, userAgent: null, requestId: 'r' } as const; // prettier-ignore
    const request = { name: 'board', role: 'reader', websites: ['ottos'], tenants: ['alpha'], days: 1 } as const; // prettier-ignore
    const [bound, free] = await Promise.all(
      [true, false].map((persistedOnly) => keys.create(otto, { ...request, persistedOnly })),
    );
    for (const query of ['{ __typename }', '{ orders { totals { amount } } }', 'no document', '']) {
      const answer = await send(`Bearer ${bound?.secret}`, query);
      expect(answer.status).toBe(403);
      expect(answer.body.data).toBeUndefined();
      expect(answer.body.errors).toEqual([
        {
          message: expect.stringMatching(/^This API key runs registered queries only/) as unknown,
          extensions: { code: 'FORBIDDEN' },
        },
      ]);
    }
    const got = await server.send(`/graphql?query=${encodeURIComponent('{ __typename }')}`, {
      headers: { authorization: `Bearer ${bound?.secret}` },
    });
    expect(got.status).toBe(403);
    expect((await send(`Bearer ${free?.secret}`)).body.data).toEqual({ __typename: 'Query' });
    const denied = entriesOf('query.denied').filter(({ actor }) => actor?.credential.kind === 'key');
    expect(denied).toEqual([
      expect.objectContaining({ actor: expect.objectContaining({ subject: `key:${bound?.key.id}` }) as unknown }),
    ]); // prettier-ignore
  });

  it('has refused credentials by address and reason, and nothing of the credentials', async () => {
    const guesses = [
      ...Array.from({ length: 20 }, (_, index) => `Bearer vk_${'a'.repeat(16)}_${`guess${index}`.padEnd(43, 'x')}`),
      ...Array.from({ length: 5 }, (_, index) => `Basic guess${index}`),
      `Bearer ${await server.token('anna', { expiresIn: '-1h' })}`,
    ]; // prettier-ignore
    for (const guess of guesses) expect((await send(guess)).status).toBe(401);
    // Nobody tried anything here.
    for (let turn = 0; turn < 5; turn++) expect((await send(undefined)).status).toBe(401);
    const refused = entriesOf('signIn.denied');
    expect(refused.map(({ notes }) => notes)).toEqual([
      'The API key is not valid here.',
      expect.stringMatching(/^The Authorization header must be/),
      'The token has expired: get a new one.',
    ]);
    for (const { actor, origin } of refused)
      expect([actor, origin?.address, origin?.userAgent]).toEqual([null, '127.0.0.1', 'attacker/1.0']);
    for (let turn = 0; turn < 10; turn++) await send('Basic again');
    expect(entriesOf('request.denied').at(-1)).toMatchObject({
      actor: null,
      origin: { address: '127.0.0.1' },
    });
    expect(JSON.stringify(server.audited)).not.toMatch(/guess|Basic/);
  });

  it('has which key was refused where its secret was the right one, and nothing where it was not', async () => {
    const { keys } = createAdministration(server.metadata, {
      audit: { record: () => {} },
      rules: rulesOf(canaryCatalog()),
    });
    const otto = { subject: 'otto', role: 'owner', credential: { kind: 'token', id: null }, address: null, userAgent: null, requestId: 'r' } as const; // prettier-ignore
    const request = { name: 'old', role: 'reader', websites: ['ottos'], tenants: [], persistedOnly: false, days: 1 } as const; // prettier-ignore
    const { key, secret } = await keys.create(otto, request);
    await keys.revoke(otto, key.id);
    const before = server.audited.length;
    const refused = (credential: string) =>
      authenticate(`Bearer ${credential}`, { key: server.key, store: server.metadata }).catch((error: unknown) => {
        server.refusals.signIn({ address: '10.9.9.9', userAgent: null, requestId: 'r' }, error as AuthenticationError);
      }); // prettier-ignore
    await refused(secret);
    await refused(`vk_${key.id}_${'w'.repeat(43)}`);
    expect(server.audited.slice(before).map(({ actor, resourceId, notes }) => [actor, resourceId, notes])).toEqual([
      [null, key.id, 'The API key was revoked.'],
      [null, '', 'The API key is not valid here.'],
    ]); // prettier-ignore
    const later = new Date(Date.now() + 2 * 86_400_000);
    const { key: short, secret: over } = await keys.create(otto, request);
    const expired = authenticate(`Bearer ${over}`, {
      key: server.key,
      store: server.metadata,
      now: () => later,
    });
    await expect(expired).rejects.toMatchObject({ keyId: short.id, message: expect.stringMatching(/expired/) as string }); // prettier-ignore
  });

  it('has how many more there were, at the end of the minute', () => {
    const before = server.audited.length;
    server.refusals.stop();
    const more = server.audited.slice(before);
    const of = (action: string) => counts(more.filter((entry) => entry.action === action));
    expect(of('query.denied')).toEqual([4, 1, 4]);
    expect(of('signIn.denied')).toEqual([19, 8]);
    expect(of('request.denied')).toEqual([4, 5]);
  });
});

describe('entries', () => {
  it('are bounded, however many callers and reasons there are', () => {
    const written: AuditEntry[] = [];
    const entries = countEntries({ record: (entry) => void written.push(entry) });
    const tried = 100_000;
    for (let index = 0; index < tried; index++)
      entries.record(`address ${index % 50_000}`, {
        action: 'signIn.denied',
        actor: null,
        resourceType: 'credential',
        resourceId: '',
      });
    entries.stop();
    expect(written.length).toBeLessThan(500);
    expect(written.reduce((sum, { metadata }) => sum + Number(metadata?.['count']), 0)).toBe(tried);
  });

  it('say where somebody unknown came from', () => {
    const origin = { address: '10.0.0.9', userAgent: 'curl', requestId: 'r7' };
    const entry: AuditEntry = { action: 'signIn.denied', actor: null, origin, resourceType: 'credential', resourceId: '', metadata: { count: 3 } }; // prettier-ignore
    expect(auditRow(entry, { entryId: 'e', at: new Date(0) })).toMatchObject({
      admin_user_id: '',
      ip_address: '10.0.0.9',
      user_agent: 'curl',
      metadata: '{"requestId":"r7","count":3}',
    });
  });
});
