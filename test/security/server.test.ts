import { SignJWT } from 'jose';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openAttackedServer, type Answer, type AttackedServer, type Person } from './attackedServer.js';
import { canaryCatalog } from './canary/canaryCatalog.js';
import { sumOf, vaultOf, type Tenant } from './canary/canaryTables.js';
import { hiddenNames } from './hiddenNames.js';

let server: AttackedServer;
beforeAll(async () => {
  server = await openAttackedServer();
});
afterAll(() => server.close());
// Whatever a caller sends is the caller's mistake: nothing of it may look like a failure of ours.
afterEach(() => expect(server.alarms.splice(0)).toEqual([]));

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
const AMOUNT = '{ orders { totals { amount } } }';
const SEEN: Readonly<Record<Exclude<Person, 'nobody'>, number>> = {
  anna: sumOf(['alpha', 'beta', 'gamma', 'delta', 'ALPHA', 'alpha ', 'alph', '']),
  otto: sumOf(['alpha', 'beta']),
  rhea: sumOf(['alpha']),
  greg: sumOf(['gamma']),
};
const amountIn = ({ body }: Answer): unknown =>
  (body.data?.['orders'] as { totals?: { amount?: unknown } } | undefined)?.totals?.amount;
const post = (body: unknown, headers: Readonly<Record<string, string>>) =>
  server.send('/graphql', {
    method: 'POST',
    headers: { ...JSON_HEADERS, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const bearer = async (person: string, claims?: Readonly<Record<string, unknown>>) => ({
  authorization: `Bearer ${await server.token(person, claims)}`,
});

describe('who asks', () => {
  it.each(Object.entries(SEEN))('%s sees the granted primes', async (person, amount) => {
    expect(amountIn(await server.ask(person as Person, AMOUNT))).toBe(amount);
  });

  it('is decided by nothing but the token', async () => {
    const wishes = {
      role: 'analyst',
      sub: 'anna',
      subject: 'anna',
      tenants: ['gamma'],
      attributes: { tenants: ['gamma'] },
    };
    const headers = {
      ...(await bearer('rhea')),
      ...Object.fromEntries(
        ['role', 'user', 'subject', 'tenants', 'websites', 'forwarded-user'].map((name) => [
          `x-${name}`,
          'anna',
        ]),
      ),
      cookie: `token=${await server.token('anna')}; role=analyst`,
    };
    const bodies = [
      { query: AMOUNT, ...wishes },
      { query: AMOUNT, variables: wishes },
      { query: AMOUNT, extensions: { ...wishes, authorization: `Bearer ${await server.token('anna')}` } },
      {
        query: `query($tenants: [String!] = ["gamma"], $role: String) ${AMOUNT.replace('orders', 'orders(where: { or: [{ tenant: { in: $tenants } }, { product: { eq: $role } }, { paid: { isNull: false } }] })')}`,
        variables: { role: 'analyst' },
      },
      { query: AMOUNT, variables: { __proto__: wishes, constructor: wishes } },
      JSON.parse(
        `{"query":"${AMOUNT}","__proto__":{"role":"analyst"},"variables":{"__proto__":{"tenants":["gamma"]}}}`,
      ),
    ];
    for (const body of bodies) {
      const answer = await post(body, headers);
      expect(amountIn(answer), JSON.stringify(body)).toBe(SEEN.rhea);
    }
    const asked = encodeURIComponent(AMOUNT);
    const got = await server.send(
      `/graphql?query=${asked}&role=analyst&access_token=${await server.token('anna')}&tenants=gamma`,
      { headers },
    );
    expect(amountIn(got)).toBe(SEEN.rhea);
  });

  it.each([
    ['no token', () => ({})],
    ['an empty one', () => ({ authorization: 'Bearer ' })],
    ['one in a cookie', async () => ({ cookie: `authorization=Bearer ${await server.token('anna')}` })],
    [
      'two',
      async () => ({
        authorization: `Bearer ${await server.token('rhea')}, Bearer ${await server.token('anna')}`,
      }),
    ],
    [
      'one without a signature',
      async () => ({
        authorization: `Bearer ${(await server.token('anna')).split('.').slice(0, 2).join('.')}.`,
      }),
    ],
    [
      'one with the signature of another',
      async () => {
        const [header, , signature] = (await server.token('rhea')).split('.');
        return {
          authorization: `Bearer ${header}.${(await server.token('anna')).split('.')[1]}.${signature}`,
        };
      },
    ],
    [
      'one of no algorithm',
      async () => {
        const header = Buffer.from('{"alg":"none"}').toString('base64url');
        return { authorization: `Bearer ${header}.${(await server.token('anna')).split('.')[1]}.AAAA` };
      },
    ],
    [
      'one of another secret',
      async () => {
        const token = await new SignJWT({ role: 'analyst' })
          .setProtectedHeader({ alg: 'HS256' })
          .setSubject('anna')
          .setIssuer('canary')
          .setExpirationTime('1h')
          .sign(new Uint8Array(32));
        return { authorization: `Bearer ${token}` };
      },
    ],
    ['an expired one', () => bearer('anna', { expiresIn: '-1h' })],
    ['one of no role', () => bearer('anna', { role: 'admin' })],
    ['one of two roles', () => bearer('anna', { role: ['reader', 'analyst'] })],
    ['one of a role with a space', () => bearer('anna', { role: 'analyst ' })],
    ['one of no subject', () => bearer('')],
    ['attributes that are no lists', () => bearer('rhea', { attributes: { tenants: 'gamma' } })],
    ['attributes in lists of lists', () => bearer('rhea', { attributes: { tenants: [['gamma']] } })],
    ['attributes that are null', () => bearer('rhea', { attributes: { tenants: [null] } })],
  ])('%s opens nothing', async (_, headers) => {
    const answer = await post(
      { query: AMOUNT },
      await Promise.resolve<Readonly<Record<string, string>>>(headers()),
    );
    expect([answer.status, answer.body.data, answer.body.errors?.[0]?.extensions?.['code']]).toEqual([
      401,
      undefined,
      'UNAUTHENTICATED',
    ]);
  });

  it('without a grant is refused, and told nothing of the rest', async () => {
    const refused = new Set<string>();
    for (const dataset of ['orders', 'customers', 'notes', 'days']) {
      const answer = await server.ask('nobody', `{ ${dataset} { rows { tenant } } }`);
      expect([answer.status, answer.body.data ?? null]).toEqual([403, null]);
      refused.add(answer.body.errors?.[0]?.message ?? '');
    }
    expect([...refused]).toEqual([expect.stringMatching(/^This credential grants no tenants\. [^"]*$/)]);
    expect((await server.ask('nobody', '{ viewer { websites { id } } }')).text).toContain(
      '{"data":{"viewer":{"websites":[]}}}',
    );
  });

  it('knows a person by a name of the prototype as anybody else', async () => {
    for (const person of ['__proto__', 'constructor', "' OR 1=1 --"]) {
      const answer = await post({ query: AMOUNT }, await bearer(person));
      expect(answer.status).toBe(403);
    }
  });
});

describe('a role', () => {
  it('is not helped by what another role has just asked', async () => {
    const physical =
      'query Same { orders { totals { amount } info { view sql } } unshared { totals { orders } } }';
    const common = 'query Same { orders { totals { amount users } } }';
    for (let turn = 0; turn < 3; turn++) {
      expect((await server.ask('anna', physical)).status).toBe(200);
      for (const person of ['otto', 'rhea'] as const) {
        const { status, text } = await server.ask(person, physical);
        expect(status).toBe(400);
        expect(text).toContain('Cannot query field \\"unshared\\" on type \\"Query\\".');
        expect(text).not.toContain('SELECT');
        expect(amountIn(await server.ask(person, common))).toBe(SEEN[person]);
      }
      expect(amountIn(await server.ask('anna', common))).toBe(SEEN.anna);
    }
  });

  it('sees in its schema nothing of what is hidden', async () => {
    const { text } = await server.ask('rhea', getIntrospectionQuery());
    const { text: all } = await server.ask('anna', getIntrospectionQuery());
    const names = hiddenNames(canaryCatalog(), 'reader')
      .filter(({ elsewhere }) => !elsewhere)
      .map(({ name }) => name);
    for (const name of [
      'sealed',
      'unshared',
      'userId',
      'login',
      'lastUser',
      'greatestLogin',
      'staffAmount',
      'mailedTwice',
      'staff',
      'person',
      'closed',
      'span',
    ])
      expect(names).toContain(name);
    for (const name of names) expect(text).not.toContain(`"name":"${name}"`);
    for (const told of ['Hush hush', 'whisper', 'Nomen nescio', 'canary.orders', 'user_id'])
      expect(text).not.toContain(told);
    expect(all).toContain('Hush hush');
    const catalog = await server.ask(
      'rhea',
      '{ catalog { datasets { name description dimensions { name description synonyms } measures { name description } metrics { name description } segments { name } relationships { name to } } } }',
    );
    for (const name of names) expect(catalog.text).not.toContain(`"${name}"`);
    for (const type of ['SealedRow', 'UnsharedScope', 'StatementParameter', 'RejectedSource', 'WebsiteGrant'])
      expect((await server.ask('rhea', `{ __type(name: "${type}") { name } }`)).text).toContain(
        '{"data":{"__type":null}}',
      );
  });

  it('is suggested nothing that is hidden', async () => {
    const hidden = hiddenNames(canaryCatalog(), 'reader').filter(({ elsewhere }) => !elsewhere);
    for (const { dataset, name } of hidden) {
      for (const tried of [name, `${name}s`, name.slice(0, -1)]) {
        const documents = [
          `{ ${tried} { rows { tenant } } }`,
          `{ ${dataset} { rows { ${tried} } } }`,
          `{ ${dataset}(where: { ${tried}: { eq: 1 } }, segments: [${tried}]) { rows(orderBy: [{ ${tried}: ASC }], having: { ${tried}: { gt: 1 } }) { tenant } } }`,
          `{ ${dataset} { values(of: ${tried}) rowCount(by: [${tried}]) } }`,
        ];
        for (const document of documents) {
          const { body } = await server.ask('rhea', document);
          const told = (body.errors ?? []).map(({ message }) =>
            message.replaceAll(tried, '').replaceAll(`"${dataset}"`, ''),
          );
          expect(told.join(' ')).not.toMatch(new RegExp(`\\b${name}\\b`));
        }
      }
    }
  });
});

describe('at the same moment', () => {
  it('everybody gets their own answers', async () => {
    const turns = Array.from({ length: 40 }, () => Object.keys(SEEN) as (keyof typeof SEEN)[]).flat();
    const documents = [
      'query Q($v: [String]) { orders(where: { not: { tenant: { in: $v } } }) { totals { amount } again: totals { amount } rows { tenant } } viewer { subject tenants } }',
      '{ orders { totals { amount } rows { tenant } } viewer { subject tenants } }',
    ];
    const answers = await Promise.all(
      turns.map(async (person, index) => ({
        person,
        answer: await server.ask(person, documents[index % 2] as string, { v: ['no such tenant'] }),
      })),
    );
    for (const { person, answer } of answers) {
      expect(answer.status).toBe(200);
      expect(amountIn(answer)).toBe(SEEN[person]);
      expect(answer.body.data?.['viewer']).toMatchObject({ subject: person });
    }
  });

  it('equal views of one request are equal, and those of two requests are apart', async () => {
    const [rhea, otto] = await Promise.all(
      (['rhea', 'otto'] as const).map((person) =>
        server.ask(
          person,
          '{ a: orders { totals { amount } } b: orders { totals { amount } } c: orders(where: { paid: { eq: true } }) { totals { amount } } }',
        ),
      ),
    );
    expect(rhea?.body.data).toEqual({
      a: { totals: { amount: 18 } },
      b: { totals: { amount: 18 } },
      c: { totals: { amount: 16 } },
    });
    expect(otto?.body.data).toMatchObject({
      a: { totals: { amount: SEEN.otto } },
      b: { totals: { amount: SEEN.otto } },
    });
  });
});

describe('a tenant that is not granted', () => {
  it('is answered like one that does not exist, whatever is asked', async () => {
    const document = `query($t: String!) { orders(where: { tenant: { eq: $t } }) { totals { amount orders users products } rows { tenant product amount }
      joined: rows { customer { name company { label } } region { label } } rowCount(by: [tenant, customer_name]) values(of: customer_name) info { view rows } }
      exists: orders(where: { customer: { tenant: { eq: $t } } }) { totals { orders amount(where: { region: { tenant: { eq: $t } } }) } } }`;
    const nobody = await server.ask('rhea', document, { t: 'no such tenant' });
    for (const tenant of ['beta', 'gamma', 'delta', 'ALPHA', 'alpha ', 'alph', '', 'alpha\0'] as Tenant[]) {
      const answer = await server.ask('rhea', document, { t: tenant });
      expect([answer.status, answer.text]).toEqual([nobody.status, nobody.text]);
    }
    expect((await server.ask('rhea', document, { t: 'alpha' })).text).not.toBe(nobody.text);
  });
});

describe('a website', () => {
  it('tells who may see it to those who administer it alone', async () => {
    const { body } = await server.ask(
      'otto',
      '{ viewer { websites { id myRole grants { person { id name } } } } }',
    );
    expect(body.data).toEqual({
      viewer: {
        websites: [
          { id: 'annas', myRole: 'VIEWER', grants: null },
          { id: 'ottos', myRole: 'OWNER', grants: [{ person: { id: 'rhea', name: 'rhea the person' } }] },
        ],
      },
    });
    expect((await server.ask('rhea', '{ viewer { websites { id grants { role } } } }')).status).toBe(400);
  });

  it('is nobody else’s', async () => {
    const { text } = await server.ask(
      'rhea',
      '{ viewer { websites { id name domain owner { id } goals { name } properties { key value } } } }',
    );
    expect(text).toContain('"ottos"');
    expect(text).not.toMatch(/secret|annas/i);
  });
});

describe('too much', () => {
  const deep = (depth: number, [open, inner, close]: readonly [string, string, string]): string =>
    open.repeat(depth) + inner + close.repeat(depth);
  const refused = (answer: Answer, codes: readonly string[]) => {
    const { status, body } = answer;
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(codes).toContain(body.errors?.[0]?.extensions?.['code']);
  };
  const CODES = [
    'QUERY_INVALID',
    'GRAPHQL_VALIDATION_FAILED',
    'GRAPHQL_PARSE_FAILED',
    'BAD_USER_INPUT',
    'LIMIT_EXCEEDED',
  ];

  it.each([150, 1_000, 10_000, 60_000])('of nesting, %i levels, is refused', async (depth) => {
    const where = 'query($w: OrdersWhere) { orders(where: $w) { totals { amount } } }';
    const trees = [
      ['{not:', '{paid:{eq:true}}', '}'],
      ['{and:[', '{paid:{eq:true}}', ']}'],
      ['{customer:{firstOrder:', '{paid:{eq:true}}', '}}'],
    ] as const;
    for (const tree of trees) {
      refused(
        await server.ask('rhea', `{ orders(where: ${deep(depth, tree)}) { totals { amount } } }`),
        CODES,
      );
      const json = deep(depth, tree).replaceAll(/(\w+):/g, '"$1":');
      refused(await post(`{"query":"${where}","variables":{"w":${json}}}`, await bearer('rhea')), CODES);
    }
    for (const document of [
      deep(depth, ['{ a', '', '}']),
      `{ orders(where: { product: { in: ${deep(depth, ['[', '"a"', ']'])} } }) { totals { amount } } }`,
      `{ ${deep(depth, ['... {', 'orders { nothing }', '}'])} }`,
      `query($v: ${deep(depth, ['[', 'Int', ']'])}) { viewer { role } }`,
      `{ ...f0 } ${Array.from({ length: depth }, (_, index) => `fragment f${index} on Query { ...f${index + 1} }`).join(' ')}`,
    ])
      refused(await server.ask('rhea', document), CODES);
    // An address is at most 16 kilobytes.
    const address = `/graphql?query=${encodeURIComponent(where)}&variables=${encodeURIComponent(`{"w":${deep(Math.min(depth, 800), ['{"not":', '{}', '}'])}}`)}`;
    refused(await server.send(address, { headers: await bearer('rhea') }), CODES);
  });

  it.each([
    [
      'aliases',
      () => `{ viewer { ${Array.from({ length: 60_000 }, (_, index) => `a${index}:role`).join(' ')} } }`,
    ],
    ['equal fields', () => `{ viewer { ${'role '.repeat(150_000)} } }`],
    [
      'equal fields in fragments',
      () => `{ viewer { ${'...f '.repeat(5_000)} } } fragment f on Viewer { ${'role '.repeat(5_000)} }`,
    ],
    [
      'scopes',
      () =>
        `{ ${Array.from({ length: 1_000 }, (_, index) => `a${index}: orders { totals { amount } }`).join(' ')} }`,
    ],
    [
      'views',
      () =>
        `{ orders { ${Array.from({ length: 1_000 }, (_, index) => `a${index}: totals { amount }`).join(' ')} } }`,
    ],
    [
      'measures',
      () =>
        `{ orders { totals { ${Array.from({ length: 501 }, (_, index) => `a${index}: amount`).join(' ')} } } }`,
    ],
    ['a zone', () => `{ orders(timezone: "${'Europe/'.repeat(100_000)}") { totals { amount } } }`],
    ['a name', () => `{ ${'a'.repeat(900_000)} }`],
    ['a key', () => `{ orders { totals { ${'a'.repeat(900_000)}: amount } } }`],
    ['segments', () => `{ orders(segments: [${'paidOnes '.repeat(501)}]) { totals { amount } } }`],
    ['dimensions', () => `{ orders { rowCount(by: [${'tenant '.repeat(501)}]) } }`],
    ['a body', () => `{ viewer { role } } #${'x'.repeat(1_100_000)}`],
  ])('%s are refused in a moment', async (_, document) => {
    const started = performance.now();
    refused(await server.ask('rhea', document()), CODES);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('values and conditions in one variable are refused', async () => {
    const values = Array.from({ length: 10_001 }, (_, index) => `v${index}`);
    refused(
      await server.ask(
        'rhea',
        'query($v: [String]) { orders(where: { product: { in: $v } }) { totals { amount } } }',
        { v: values },
      ),
      CODES,
    );
    const measures = Array.from({ length: 100 }, (_, index) => `m${index}: amount(where: $w)`).join(' ');
    const w = { or: Array.from({ length: 900 }, (_, index) => ({ product: { contains: `${index}` } })) };
    refused(
      await server.ask('rhea', `query($w: OrdersWhere) { orders { totals { ${measures} } } }`, { w }),
      CODES,
    );
  });
});

describe('other doors', () => {
  it('a batch, a form and a stored query are refused', async () => {
    const headers = await bearer('rhea');
    expect((await post([{ query: AMOUNT }, { query: AMOUNT }], headers)).status).toBe(400);
    const form = {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: `query=${AMOUNT}`,
    };
    expect((await server.send('/graphql', form)).status).toBe(415);
    const stored = { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } };
    expect((await post(stored, headers)).text).toContain('PersistedQueryNotSupported');
    expect(
      (await post({ query: 'subscription { orders { totals { amount } } }' }, headers)).body,
    ).toMatchObject({
      data: null,
      errors: [{ message: 'Schema is not configured to execute subscription operation.' }],
    });
  });

  it('the console opens to its key alone, which no caller has', async () => {
    const asked = {
      identity: { subject: 'anna', role: 'analyst' },
      question: { kind: 'metric', query: { dataset: 'orders', select: [{ field: 'amount' }] } },
    };
    const call = (headers: Readonly<Record<string, string>>) =>
      server.send('/console', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ command: 'query', asked }),
      });
    for (const headers of [
      {},
      await bearer('anna'),
      { 'x-vernier-key': '' },
      { 'x-vernier-key': 'a'.repeat(server.consoleKey.length) },
      { 'x-vernier-key': `${server.consoleKey}x` },
    ])
      expect((await call(headers as Readonly<Record<string, string>>)).status).toBe(401);
    expect((await call({ 'x-vernier-key': server.consoleKey })).text).toContain(`[[${SEEN.anna}]]`);
  });

  it('the console asks as the identity it is given, with that person’s grants', async () => {
    const console = (role: string, subject: string, query: unknown) =>
      server.send('/console', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-vernier-key': server.consoleKey },
        body: JSON.stringify({
          command: 'query',
          asked: {
            identity: { subject, role, attributes: { vaults: [vaultOf('alpha')], accounts: [0] } },
            question: { kind: 'metric', query },
          },
        }),
      });
    const amount = { dataset: 'orders', select: [{ field: 'amount' }] };
    expect((await console('reader', 'rhea', amount)).text).toContain(`[[${SEEN.rhea}]]`);
    expect((await console('owner', 'otto', amount)).text).toContain(`[[${SEEN.otto}]]`);
    expect((await console('reader', 'nobody', amount)).text).toContain('FORBIDDEN');
    expect(
      (await console('reader', 'rhea', { dataset: 'sealed', select: [{ field: 'orders' }] })).text,
    ).toContain('There is no dataset');
    expect(
      (await console('reader', 'rhea', { dataset: 'orders', select: [{ field: 'userId' }] })).text,
    ).toContain('There is no field');
  });
});
