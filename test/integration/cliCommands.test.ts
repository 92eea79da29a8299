import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyPreparedFolder } from '../support/preparedFolder.js';
import { build, killAll, vernier, type Finished } from '../support/processes.js';
import {
  serverCatalog,
  startServerProcess,
  temporaryFolder,
  testSettings,
  type ServerProcess,
} from '../support/server.js';

/** The commands as real processes: alone on a data folder, and through the server that holds it. */

const data = temporaryFolder();
const files = temporaryFolder();
const settings = testSettings(data.folder, { VERNIER_CATALOG: path.join(serverCatalog, 'visits') });
const file = (name: string): string => path.join(files.folder, name);

const DOCUMENT = `query ByPage($site: String!) { visits(where: { websiteId: { eq: $site } }) { rows { page visits } } }
query Total { visits { totals { visits users } } }`;
const METRIC = {
  dataset: 'visits',
  select: [{ field: 'websiteId', as: 'site' }, { field: 'visits' }],
  orderBy: [{ visits: 'ASC' }],
};

beforeAll(async () => {
  build();
  await copyPreparedFolder(data.folder);
  writeFileSync(file('pages.graphql'), DOCUMENT);
  writeFileSync(file('sites.json'), JSON.stringify(METRIC));
  writeFileSync(file('broken.json'), '{ "dataset": ');
  writeFileSync(file('empty.graphql'), '\n');
});
afterAll(async () => {
  await killAll();
  data.remove();
  files.remove();
});

async function run(args: readonly string[], input?: string): Promise<Finished> {
  return vernier(args, settings, input).finished;
}

/** A command that must succeed: what it printed. */
async function printed(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await run(args, input);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** A command that must fail with 1 and no stack: what it said. */
async function refused(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await run(args, input);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return stderr;
}

const PAGES = ['query', file('pages.graphql'), '--operation', 'ByPage', '--variables'] as const;
const SITES = ['┌─────────────┬────────┐', '│ site        │ visits │', '├─────────────┼────────┤', '│ kumo-app    │      1 │', '│ aurora-shop │      3 │', '└─────────────┴────────┘', '2 rows', ''].join('\n'); // prettier-ignore

describe('without an engine', () => {
  test('--help names the commands', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const command of ['serve', 'check', 'query', 'sql', 'access', 'token'])
      expect(stdout).toMatch(`\n  ${command} `);
    expect((await run(['query', '--help'])).stdout).toContain('Examples:');
  });

  test.each<[string, readonly string[], string | undefined, RegExp]>([
    ['an unknown command', ['frobnicate'], undefined, /^error: unknown command 'frobnicate'\n/],
    ['an unknown option', ['query', '-', '--frob'], '', /^error: unknown option '--frob'\n/],
    ['no file', ['query'], undefined, /^error: missing required argument 'file'\n/],
    ['a file that is not there', ['query', '/nowhere/q.graphql'], undefined, /^\/nowhere\/q\.graphql cannot be read: give a file, or - for standard input\.\n$/],
    ['an empty file', ['sql', file('empty.graphql')], undefined, /empty\.graphql is empty: write a GraphQL document or a MetricQuery as JSON\.\n$/],
    ['empty standard input', ['query', '-'], ' \n', /^Standard input is empty: /],
    ['JSON that is none', ['query', file('broken.json')], undefined, /broken\.json is not valid JSON: Unexpected end of JSON input\n$/],
    ['a list', ['query', '-'], '[1]', /^Standard input must be a JSON object\.\n$/],
    ['variables that are no JSON', ['query', '-', '--variables', '{x'], '{ a }', /^--variables is not valid JSON: /],
    ['variables of a MetricQuery', ['query', file('sites.json'), '--variables', '{}'], undefined, /^--variables and --operation go with a GraphQL document/],
    ['a format that is none', ['query', '-', '--format', 'xml'], '', /argument 'xml' is invalid\. Allowed choices are table, json, csv\.\n/],
    ['a role that is none', ['token', '--role', 'boss'], undefined, /argument 'boss' is invalid\. Allowed choices are owner, analyst, reader\.\n/],
    ['an attribute without values', ['token', '--attribute', 'websites'], undefined, /argument 'websites' is invalid\. Write it as name=value or name=value,value\.\n/],
    ['a lifetime that is none', ['token', '--expires', 'soon'], undefined, /Write a number and a unit/],
  ])('%s is one clear sentence', async (_name, ...[args, input, said]) => {
    expect(await refused(args, input)).toMatch(said);
  }); // prettier-ignore

  test('tokens of somebody else cannot be printed', async () => {
    const issuer = { VERNIER_JWKS_URL: 'https://issuer.example/keys', VERNIER_JWT_ISSUER: 'https://issuer.example' };
    const { code, stderr } = await vernier(['token'], { ...settings, ...issuer }).finished;
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'Tokens are signed by the issuer of VERNIER_JWKS_URL: get one there.\n' });
  }); // prettier-ignore

  test('a token says who, what else and until when', async () => {
    const args = ['token', '--role', 'owner', '--subject', 'olivia', '--expires', '2h', '--attribute', 'a=1,2', '--attribute', 'b=x=y'];
    const claims = JSON.parse(
      Buffer.from((await printed(args)).split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims).toMatchObject({ sub: 'olivia', role: 'owner', attributes: { a: ['1', '2'], b: ['x=y'] } });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(7200);
  }); // prettier-ignore
});

describe('alone on the data folder', () => {
  test('a MetricQuery from standard input', async () => {
    expect(await printed(['query', '-'], JSON.stringify(METRIC))).toBe(SITES);
  });

  test('a document with variables, by one of its operations', async () => {
    expect(await printed([...PAGES, '{ "site": "aurora-shop" }', '--format', 'csv'])).toBe('page,visits\n/,2\n/cart,1\n');
  }); // prettier-ignore

  test('check reports warnings, progress and no error', async () => {
    const { code, stdout, stderr } = await run(['check']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Asking the data …\n' });
    expect(stdout).toMatch(/\(1 dataset, \d+ checks? of the data\)\.\n$/);
  });

  test('people are added by whoever keeps the server, and all that is wrong is said', async () => {
    const ann = ['user', 'add', 'idp|ann', '--email', 'ann@shop.example', '--name', 'Ann', '--role', 'owner'];
    expect(await printed(ann)).toMatch(/^idp\|ann is known\. /);
    expect(await refused(ann)).toBe('There is a person of this id already: `vernier user list` shows them.\n');
    expect(await refused(['user', 'add', 'b', '--email', 'b', '--name', ' ', '--role', 'owner'])).toMatch(/2 problems:\n- .*e-mail address.*\n- A name has/);
    expect(await refused(['token', 'revoke'])).toBe('Say whose tokens: either --subject <id> or --jti <id>.\n');
    expect(await refused(['grant', '--website', 'a', '--tenant', 'b', '--person', 'c'])).toMatch(/^Say what it is about/);
  }); // prettier-ignore

  test('nothing is left behind: no lock, no process', () => {
    expect(existsSync(path.join(data.folder, 'vernier.lock'))).toBe(false);
  });
});

describe('through the server that holds the data folder', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServerProcess(settings);
  });

  test('a MetricQuery from a file, and every format', async () => {
    expect(await printed(['query', file('sites.json')])).toBe(SITES);
    expect(await printed(['query', file('sites.json'), '--format', 'csv'])).toBe('site,visits\nkumo-app,1\naurora-shop,3\n');
    expect(JSON.parse(await printed(['query', file('sites.json'), '--format', 'json']))).toEqual([
      { site: 'kumo-app', visits: 1 },
      { site: 'aurora-shop', visits: 3 },
    ]);
    const total = await printed(['query', file('pages.graphql'), '--operation', 'Total', '--format', 'json']);
    expect(JSON.parse(total)).toEqual({ visits: { totals: { visits: 4, users: 3 } } });
  }); // prettier-ignore

  test('as somebody: their role, and what they may see', async () => {
    const asReader = ['query', '-', '--role', 'reader', '--attribute', 'websites=kumo-app', '--format', 'csv'];
    expect(await printed(asReader, '{ visits { rows { websiteId visits } } }')).toBe('websiteId,visits\nkumo-app,1\n');
    expect(await refusedQuery(asReader, '{ visits { rows { userId } } }')).toBe('Line 1, column 19: Cannot query field "userId" on type "VisitsRow". Did you mean "users"?\n');
    expect(await refusedQuery(['query', '-', '--role', 'reader'], '{ visits { totals { visits } } }')).toContain('This credential grants no websites.');
  }); // prettier-ignore

  /** A document that is refused: nothing is printed but what is wrong. */
  async function refusedQuery(args: readonly string[], input: string): Promise<string> {
    const { code, stdout, stderr } = await run(args, input);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    return stderr;
  }

  test('access sql prints the second wall for the user of the server', async () => {
    const sql = await printed(['access', 'sql', '--user', 'warden']);
    expect(sql).toContain('CREATE USER IF NOT EXISTS `warden`');
    expect(sql).toMatch(/NOT MIRRORED: \w+ is a SELECT of the catalog/);
  });

  test('sql prints each statement with its parameters, its source and why', async () => {
    const sql = await printed(['sql', file('pages.graphql'), '--operation', 'ByPage', '--variables', '{ "site": "kumo-app" }']);
    expect(sql).toMatch(/^-- visits\.rows\n-- source: .*\n-- why: Answered from .*\n-- time zone: UTC\n(-- p\d .*\n)*SELECT\n/);
    expect(sql).toContain('-- p1 String = "kumo-app"\n');
    expect(sql).toContain('WHERE website_id = {p1:String}\n');
    expect(sql).toMatch(/;\n$/);
    expect(await printed(['sql', file('sites.json')])).toMatch(/^-- source: /);
    expect(await printed(['sql', '-'], '{ viewer { role } }')).toBe('-- Nothing in this document asks ClickHouse.\n');
  }); // prettier-ignore

  test.each<[string, readonly string[], string, RegExp]>([
    ['syntax', ['sql', '-'], '{ visits {\n', /^Line 2, column 1: Syntax Error: Expected Name, found <EOF>\.\n$/],
    ['a field that is not there', ['sql', '-'], '{\n  visits { rows { pages } }\n}', /^Line 2, column 19: Cannot query field "pages" on type "VisitsRow"\. Did you mean "page"\?\n$/],
    ['several operations', ['sql', '-'], DOCUMENT, /^The document has several operations \(or none\): name the one to ask\.\n$/],
    ['an operation that is not there', ['sql', '-', '--operation', 'X'], DOCUMENT, /^The document has no operation named "X"\.\n$/],
    ['a variable that is missing', ['sql', '-', '--operation', 'ByPage'], DOCUMENT, /Variable "\$site" of required type "String!" was not provided\.\n$/],
    ['a misspelt field of a MetricQuery', ['query', '-'], '{ "dataset": "visits", "select": [{ "field": "vists" }] }', /^There is no field "vists" in dataset "visits"\. Did you mean "visits"\?\n$/],
    ['a MetricQuery of a wrong shape', ['query', '-'], '{ "dataset": "visits", "selekt": [], "limit": "5" }', /^The query has 2 problems:\n- .*selekt.*\n- .*limit/],
    ['CSV of several views', ['query', '-', '--format', 'csv'], '{ visits { totals { visits } rows { page } } }', /^CSV is one table and the question has 2 views: ask one of them, or use --format json\.\n$/],
  ])('what is wrong with a question is said: %s', async (_name, ...[args, input, said]) => {
    expect(await refused(args, input)).toMatch(said);
  }); // prettier-ignore

  test('people, websites and tokens are administered in the server', async () => {
    expect(await printed(['user', 'list'])).toContain('│ idp|ann │ ann@shop.example │');
    expect(await printed(['website', 'add', 'anns-shop', '--owner', 'idp|ann', '--name', 'Shop', '--domain', 'shop.example'])).toBe('The website anns-shop is there and belongs to idp|ann.\n');
    expect(await refused(['website', 'add', 'Anns shop', '--owner', 'nobody', '--name', 'Shop', '--domain', 'https://shop.example'])).toMatch(/3 problems:/);
    const token = (await printed(['token', '--role', 'owner', '--subject', 'idp|ann'])).trim();
    const ask = async (query: string) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return [answer.status, await answer.text()] as const;
    };
    expect(await ask('mutation { updateWebsite(website: "anns-shop", set: { currency: "EUR" }) { currency myRole } }')).toEqual([200, '{"data":{"updateWebsite":{"currency":"EUR","myRole":"OWNER"}}}\n']);
    expect(await printed(['token', 'revoke', '--subject', 'idp|ann'])).toMatch(/^Tokens that were issued before .* are refused\.\n$/);
    expect(await ask('{ viewer { role } }')).toEqual([401, expect.stringContaining('The token was revoked')]);
  }); // prettier-ignore

  test('check runs in the server', async () => {
    expect(await printed(['check'])).toMatch(/\(1 dataset, \d+ checks? of the data\)\.\n$/);
  });

  test('a lock of a server that was killed does not stand in the way', async () => {
    server.kill('SIGKILL');
    await server.finished;
    expect(existsSync(path.join(data.folder, 'vernier.lock'))).toBe(true);
    expect(await printed(['query', file('sites.json')])).toBe(SITES);
  });
});
