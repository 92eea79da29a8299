import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import type { Actor, AuditEntry } from '../../src/administration/index.js';
import { openJournal } from '../../src/etl/audit/journal.js';
import { startAuditLog } from '../../src/etl/audit/startAuditLog.js';
import { openShippedWarehouse } from '../support/shippedDemo.js';

const ACTOR: Actor = { subject: 'olivia', role: 'owner', credential: { kind: 'token', id: 'j' }, address: '127.0.0.1', userAgent: 'test', requestId: 'r1' }; // prettier-ignore
const entry = (resourceId: string): AuditEntry => ({ action: 'grant.set', actor: ACTOR, resourceType: 'website', resourceId, websiteId: 'aurora-shop', before: { role: null }, after: { role: 'viewer' } }); // prettier-ignore

let warehouse: Warehouse;
let folder: string;
let errors: unknown[];
const log = { info: () => {}, error: (...args: unknown[]) => void errors.push(args) };

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
});
beforeEach(async () => {
  errors = [];
  folder = await mkdtemp(path.join(tmpdir(), 'vernier-audit-'));
  await warehouse.write('TRUNCATE TABLE meta.admin_audit_log');
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(() => warehouse.close());

async function rows(columns: string): Promise<readonly (readonly unknown[])[]> {
  const text = `SELECT ${columns} FROM meta.admin_audit_log ORDER BY creation_time, resource_id`;
  return (await warehouse.query({ text, parameters: [], settings: {} })).rows;
}

test('entries are in the table with who, what, before and after, and the journal is empty', async () => {
  const audit = startAuditLog({ folder, warehouse, log });
  audit.record(entry('aurora-shop'));
  await audit.moveNow();
  expect(await rows("admin_user_id, action, resource_id, website_id, old_values, new_values, ip_address, JSONExtractString(assumeNotNull(metadata), 'requestId')")).toEqual([
    ['olivia', 'grant.set', 'aurora-shop', 'aurora-shop', '{"role":null}', '{"role":"viewer"}', '127.0.0.1', 'r1'],
  ]); // prettier-ignore
  await audit.stop();
  expect(await readdir(folder)).toEqual([]);
  expect(errors).toEqual([]);
});

test('entries wait while the warehouse is away, and are there once when it is back', async () => {
  let away = true;
  const flaky = {
    query: warehouse.query.bind(warehouse),
    write: warehouse.write.bind(warehouse),
    insert: (...args: Parameters<Warehouse['insert']>) =>
      away ? Promise.reject(new Error('away')) : warehouse.insert(...args),
  };
  const audit = startAuditLog({ folder, warehouse: flaky, log });
  audit.record(entry('a'));
  await expect(audit.moveNow()).rejects.toThrow('away');
  audit.record(entry('b'));
  await expect(audit.moveNow()).rejects.toThrow('away');
  expect(errors).toHaveLength(1);
  away = false;
  await audit.moveNow();
  await audit.stop();
  expect((await rows('resource_id')).flat().toSorted()).toEqual(['a', 'b']);
});

test('what was moved and not yet deleted when the process died is not there twice', async () => {
  const audit = startAuditLog({ folder, warehouse, log });
  for (const id of ['a', 'b', 'c']) audit.record(entry(id));
  const [name] = await readdir(folder);
  const text = await readFile(path.join(folder, name ?? ''), 'utf8');
  await audit.stop();
  // As a crash between insert and delete leaves it, and another in the middle of a line.
  await writeFile(path.join(folder, '000000000000001-1-x.ndjson'), `${text}{"entry_id":"torn`);
  const again = startAuditLog({ folder, warehouse, log });
  await again.moveNow();
  await again.stop();
  expect(await rows('resource_id')).toHaveLength(3);
  expect(errors).toMatchObject([[{ line: '{"entry_id":"torn' }, expect.stringMatching(/no entry/)]]);
});

test('nothing that was recorded is lost when the process is killed at that moment', async () => {
  const script = `
    import { openJournal } from './src/etl/audit/journal.js';
    const journal = openJournal(process.argv[1], { error: () => {} });
    for (let n = 0; ; n++) {
      journal.append(JSON.stringify({ n }));
      process.stdout.write(n + '\\n');
      await new Promise(setImmediate);
    }`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] }); // prettier-ignore
  const gone = once(child, 'exit');
  let told = '';
  child.stdout.setEncoding('utf8');
  for await (const chunk of child.stdout) {
    told += chunk as string;
    if (told.split('\n').length > 200) child.kill('SIGKILL');
  }
  await gone;
  const last = Number(told.split('\n').at(-2));
  const [file] = openJournal(folder, log).takeFiles();
  const kept = (await readFile(file ?? '', 'utf8')).split('\n');
  expect(last).toBeGreaterThan(100);
  expect(JSON.parse(kept[last] ?? '')).toEqual({ n: last });
});
