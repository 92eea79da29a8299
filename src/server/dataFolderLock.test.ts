import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartupError } from '../errors.js';
import { lockDataFolder, readFolderHolder } from './dataFolderLock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'vernier-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a lock names its process and, once published, its address', () => {
  const lock = lockDataFolder(folder);
  expect(readFolderHolder(folder)).toMatchObject({ pid: process.pid, key: lock.key });
  lock.publish({ url: 'http://127.0.0.1:1', catalog: '/catalog' });
  expect(readFolderHolder(folder)?.url).toBe('http://127.0.0.1:1');
  lock.release();
  expect(readFolderHolder(folder)).toBeUndefined();
});

test('another living process keeps the folder; when it is killed the folder is free again', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); process.stdout.write("up")'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(other.stdout, 'data');
  writeFileSync(
    path.join(folder, 'vernier.lock'),
    JSON.stringify({ pid: other.pid, started: '', url: 'http://127.0.0.1:2', key: 'k' }),
  );
  expect(() => lockDataFolder(folder)).toThrow(StartupError);
  expect(() => lockDataFolder(folder)).toThrow(`in use by process ${other.pid} (http://127.0.0.1:2)`);
  other.kill('SIGKILL');
  await once(other, 'exit');
  lockDataFolder(folder).release();
});

test('a process id that was given to another program since does not hold the folder', () => {
  writeFileSync(
    path.join(folder, 'vernier.lock'),
    JSON.stringify({ pid: process.ppid, started: '1', key: 'k' }),
  );
  expect(readFolderHolder(folder)).toBeUndefined();
});

test('a lock that another process took over meanwhile is not taken away from it', () => {
  const lock = lockDataFolder(folder);
  const file = path.join(folder, 'vernier.lock');
  const taken = JSON.stringify({ pid: process.pid, started: '', key: 'another' });
  writeFileSync(file, taken);
  lock.publish({ url: 'http://127.0.0.1:1', catalog: '/catalog' });
  lock.release();
  expect(readFileSync(file, 'utf8')).toBe(taken);
});

test('only the owner may read the key', () => {
  lockDataFolder(folder);
  expect(statSync(path.join(folder, 'vernier.lock')).mode & 0o077).toBe(0);
});

test('a folder that cannot be made is one clear sentence', () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  expect(() => lockDataFolder(path.join(file, 'below'))).toThrow(
    'set VERNIER_DATA to a folder that this user may write',
  );
});

test('a folder that the system refuses to make is refused, not waited for', () => {
  const refused = process.platform === 'linux' ? '/proc/vernier/data' : path.join(folder, 'file', 'data');
  if (process.platform !== 'linux') writeFileSync(path.join(folder, 'file'), '');
  expect(() => lockDataFolder(refused)).toThrow('set VERNIER_DATA to a folder that this user may write');
});
