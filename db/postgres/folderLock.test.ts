import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lockFolder } from './folderLock.js';

const place = mkdtempSync(join(tmpdir(), 'vernier-lock-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('lockFolder', () => {
  it('keeps a second one out until the first lets go', () => {
    const folder = join(place, 'deep', 'store');
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid} (since `);
    unlock();
    lockFolder(folder)();
    expect(readdirSync(join(place, 'deep'))).toEqual([]);
  });

  it.each([
    ['of a process that is gone', { pid: 2 ** 22 + 1, born: 'x', since: 'then' }],
    ['of another process that had the same id', { pid: process.pid, born: 'another boot:1', since: 'then' }],
  ])('takes over a claim %s', (_, claim) => {
    const folder = join(place, 'stale');
    writeFileSync(`${folder}.lock`, JSON.stringify(claim));
    const unlock = lockFolder(folder);
    expect(JSON.parse(readFileSync(`${folder}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
    unlock();
    expect(readdirSync(place).filter((name) => name.startsWith('stale'))).toEqual([]);
  });

  it('takes over a claim that makes no sense', () => {
    const folder = join(place, 'garbage');
    writeFileSync(`${folder}.lock`, 'garbage');
    lockFolder(folder)();
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });

  it("leaves another one's claim alone when it lets go", () => {
    const folder = join(place, 'taken');
    const unlock = lockFolder(folder);
    writeFileSync(`${folder}.lock`, 'somebody else');
    unlock();
    expect(readFileSync(`${folder}.lock`, 'utf8')).toBe('somebody else');
  });
});
