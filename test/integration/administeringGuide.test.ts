import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import { createAdministration } from '../../src/administration/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { administerCommands, withTokenRevoke } from '../../src/cli/administer.js';
import { startAuditLog, type AuditLog } from '../../src/etl/audit/startAuditLog.js';
import { createMirror } from '../../src/etl/mirror/createMirror.js';
import { catalogFor, type Catalog, type RoleCatalog } from '../../src/metrics/index.js';
import { createRequestContext, executeDocument } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { authenticate } from '../../src/server/authenticate.js';
import { operate, type OperatorAnswer } from '../../src/server/operate.js';
import { signToken } from '../../src/server/signToken.js';
import type { TokenKey } from '../../src/server/tokenKey.js';
import { rulesOf } from '../../src/start/rulesOf.js';
import { openShippedWarehouse } from '../support/shippedDemo.js';

/** The guide from its first line to its last: commands, mutations, and what the audit log and the mirror say of them. */

const ROOT = join(import.meta.dirname, '../..');
const guide = readFileSync(join(ROOT, 'docs/administering.md'), 'utf8');
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text]) => text ?? '',
  );
const documents = blocks('graphql');
const lines = blocks('sh').flatMap((block) => block.trim().split('\n'));
const key: TokenKey = { kind: 'secret', secret: new Uint8Array(32).fill(7), issuer: 'here', audience: undefined }; // prettier-ignore

let warehouse: Warehouse;
let metadata: Metadata;
let audit: AuditLog;
let catalog: Catalog;
let owners: RoleCatalog;
let administration: ReturnType<typeof createAdministration>;
const folder = mkdtempSync(join(tmpdir(), 'vernier-guide-'));
const log = { info: () => {}, error: () => {} };

beforeAll(async () => {
  [warehouse, metadata] = await Promise.all([openShippedWarehouse(), openMetadata({ memory: true })]);
  await seedDemoMetadata(metadata);
  catalog = await openCatalog(join(ROOT, 'catalog'), warehouse);
  owners = catalogFor(catalog, 'owner');
  audit = startAuditLog({ folder, warehouse, log });
  const mirror = createMirror({ metadata, warehouse, log });
  administration = createAdministration(metadata, {
    audit,
    rules: rulesOf(catalog),
    onChange: () => mirror.refresh(),
  });
});
afterAll(async () => {
  await audit.stop();
  await metadata.close();
  await warehouse.close();
  rmSync(folder, { recursive: true });
});

async function signedIn(subject: string) {
  const token = await signToken(key, { subject, role: 'owner', expiresIn: '1h' });
  return authenticate(`Bearer ${token}`, { key, store: metadata });
}

/** Sends a document as somebody with an owner's token. */
async function ask(subject: string, source: string) {
  const { viewer, credential } = await signedIn(subject);
  const context = createRequestContext({
    viewer,
    catalog: owners,
    warehouse,
    metadata,
    now: new Date(),
    requestId: 'guide',
    changes: {
      administration,
      actor: {
        subject,
        role: 'owner',
        credential,
        address: '192.0.2.7',
        userAgent: 'curl',
        requestId: 'guide',
      },
    },
  });
  const { data, errors } = await executeDocument({ schema: buildRoleSchema(owners), context, source });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)) as Record<string, Record<string, unknown>>;
}

const said: OperatorAnswer[] = [];
async function command(line: string): Promise<void> {
  const act = async (action: Parameters<typeof operate>[1]['action']) =>
    void said.push(await operate(administration, { action, account: 'root' }));
  const program = new Command('vernier').exitOverride();
  for (const made of administerCommands(act)) program.addCommand(made);
  const token = program
    .command('token')
    .option('--subject <id>', '', 'cli')
    .action(() => {});
  withTokenRevoke(token, act);
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  expect(words[0]).toBe('vernier');
  await program.parseAsync(words.slice(1), { from: 'user' });
}

describe('the commands of the guide', () => {
  test('make people, websites and tenants known, and take back what was given', async () => {
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines.slice(0, 6)) await command(line);
    expect((await signedIn('idp|ann')).viewer.attributes).toEqual(
      new Map([
        ['websites', ['old-shop']],
        ['administeredWebsites', ['old-shop']],
        ['tenants', ['acme']],
      ]),
    );
    expect((await signedIn('idp|bob')).viewer.attributes.get('websites')).toEqual(['old-shop']);
    for (const line of lines.slice(6, 10)) await command(line);
    await expect(signedIn('idp|bob')).rejects.toThrow('suspended');
    expect((await metadata.standingOf({ subject: 'x', tokenId: '3f2a77' })).revoked).toBe(true);
    for (const line of lines.slice(10)) await command(line);
    const listed = said.find((answer) => answer.kind === 'people');
    expect(listed?.people).toContainEqual({ id: 'idp|bob', email: 'bob@shop.example', name: 'Bob Ray', company: null, role: 'owner', status: 'suspended' }); // prettier-ignore
    expect((await metadata.grantsOf('idp|bob')).websites).toEqual([]);
  });

  test('let the first owner add a website of their own', async () => {
    const { createWebsite } = await ask('idp|ann', 'mutation { createWebsite(website: { name: "New", domain: "new.example" }) { id myRole } }'); // prettier-ignore
    expect(createWebsite).toMatchObject({ myRole: 'OWNER' });
  });

  test('are in the audit log as the operator’s', async () => {
    await audit.moveNow();
    const { rows } = await warehouse.query({
      text: "SELECT action, admin_user_id, data_classification, retention_category FROM meta.admin_audit_log WHERE admin_user_id = 'operator:root' ORDER BY creation_time, entry_id",
      parameters: [],
      settings: {},
    });
    expect(rows.map(([action]) => action).toSorted()).toEqual([
      'grant.remove', 'grant.set', 'person.create', 'person.create', 'person.resume', 'person.suspend', 'tenant.create', 'tenant.grant', 'token.revoke', 'token.revoke', 'website.create',
    ]); // prettier-ignore
    expect(new Set(rows.map((row) => row.slice(1).join()))).toEqual(new Set(['operator:root,confidential,permanent'])); // prettier-ignore
  });
});

describe('the documents of the guide', () => {
  test.each(documents.map((source, index) => [index + 1, source] as const))(
    'document %i is one, and does what it says',
    async (index, source) => {
      if (index === documents.length) await audit.moveNow();
      const data = await ask('olivia', source);
      for (const value of Object.values(data)) expect(value).toBeTruthy();
    },
  );

  test('are in the audit log and in the datasets as their last one asks', async () => {
    const { adminAuditLog, goals } = await ask('olivia', documents.at(-1) ?? '');
    const entries = (adminAuditLog?.['records'] ?? []) as readonly Record<string, string>[];
    const entry = (action: string) => entries.find((found) => found['action'] === action);
    expect(entry('website.update')).toMatchObject({
      adminUserId: 'olivia',
      resourceId: 'aurora-shop',
      oldValues: '{"industry":"retail","dataRetentionDays":426}',
      newValues: '{"industry":"fashion","dataRetentionDays":730}',
      ipAddress: '192.0.2.7',
      dataClassification: 'internal',
      retentionCategory: 'long_term',
    });
    expect(entry('goal.update')).toMatchObject({ resourceId: 'aurora-purchase', oldValues: '{"worth":"48.0000"}', newValues: '{"worth":"52.5000"}', retentionCategory: 'medium_term' }); // prettier-ignore
    expect(goals?.['rows']).toContainEqual({ name: 'Long visit', type: 'duration', value: '180' });
  });

  test('are read by nobody else, whose refused change is there for the owner', async () => {
    await expect(ask('omar', 'mutation { deleteWebsite(website: "aurora-shop") { id } }')).rejects.toThrow();
    await audit.moveNow();
    const mine = await ask('olivia', '{ adminAuditLog(where: { action: { eq: "website.delete.denied" } }) { records { adminUserId notes dataClassification } } }'); // prettier-ignore
    expect(mine['adminAuditLog']?.['records']).toEqual([
      { adminUserId: 'omar', notes: expect.stringMatching(/^There is no such website, or you may not/) as string, dataClassification: 'confidential' }, // prettier-ignore
    ]);
    const theirs = await ask('nina', '{ adminAuditLog { rows { websiteId entries } } }');
    expect(JSON.stringify(theirs)).not.toContain('aurora-shop');
  });

  test('are not read by whoever may only look at the website', async () => {
    await ask('olivia', 'mutation { grantWebsite(website: "aurora-shop", person: { id: "omar" }, role: EDITOR) { after } }'); // prettier-ignore
    await audit.moveNow();
    expect((await signedIn('omar')).viewer.attributes.get('websites')).toContain('aurora-shop');
    const theirs = await ask('omar', '{ adminAuditLog { rows { websiteId entries } } }');
    expect(JSON.stringify(theirs)).not.toContain('aurora-shop');
  });
});
