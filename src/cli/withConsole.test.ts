import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../config.js';
import { lockDataFolder } from '../server/dataFolderLock.js';
import { runningServer } from './withConsole.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vernier-console-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = (catalog: string) =>
  readConfig(
    { VERNIER_DATA: folder, VERNIER_CATALOG: catalog },
    { workingFolder: '/', packageFolder: '/vernier' },
  );

test('a command goes through the server that holds its data folder, unless that serves another catalog', () => {
  expect(runningServer(config('/mine'))).toBeUndefined();
  const lock = lockDataFolder(folder);
  lock.publish({ url: 'http://127.0.0.1:9', catalog: '/mine' });
  expect(runningServer(config('/mine'))).toBeDefined();
  expect(() => runningServer(config('/other'))).toThrow('serves the catalog /mine, not /other');
  lock.release();
});
