import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMetadata, seedDemoMetadata } from '../../db/postgres/index.js';
import { StartupError } from '../../src/errors.js';

const child = fileURLToPath(new URL('../support/storeChild.ts', import.meta.url));
const children: ChildProcess[] = [];

/** Starts the writing process and returns once it has printed `lines` lines beginning with `start`; what it printed comes along. */
async function startWriter(
  folder: string,
  start: string,
  lines: number,
): Promise<{ process: ChildProcess; output: string[] }> {
  const writer = spawn(process.execPath, ['--import', 'tsx', child, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(writer);
  const output: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const reader = createInterface({ input: writer.stdout });
    reader.on('line', (line) => {
      output.push(line);
      if (output.filter((printed) => printed.startsWith(start)).length === lines) resolve();
    });
    reader.on('close', () => reject(new Error(`The writer ended: ${output.join(' | ')}`)));
  });
  return { process: writer, output };
}

function killed(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    process.on('close', () => resolve());
    process.kill('SIGKILL');
  });
}

describe('the embedded metadata store in a folder', () => {
  let place: string;
  let fresh: string;
  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'vernier-store-'));
    // Making a store takes seconds, copying one does not.
    fresh = join(place, 'fresh');
    const metadata = await openMetadata({ folder: fresh });
    await seedDemoMetadata(metadata);
    await metadata.close();
  });
  afterAll(() => {
    for (const process of children) process.kill('SIGKILL');
    rmSync(place, { recursive: true, force: true });
  });

  function copyOfFresh(name: string): string {
    const folder = join(place, name);
    cpSync(fresh, folder, { recursive: true });
    return folder;
  }

  it('keeps its rows when it is closed and opened', async () => {
    const folder = copyOfFresh('reopened');
    const metadata = await openMetadata({ folder });
    expect((await metadata.grantsOf('rafael')).tenants).toEqual(['northwind']);
    await metadata.close();
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });

  it('loses nothing that was acknowledged when its process is killed, time after time', async () => {
    const folder = copyOfFresh('killed');
    for (let round = 0; round < 3; round += 1) {
      const { process: writer, output } = await startWriter(folder, 'stored', 20 + 7 * round);
      await killed(writer);
      const stored = output
        .filter((line) => line.startsWith('stored '))
        .map((line) => line.slice('stored '.length));
      const metadata = await openMetadata({ folder });
      const found = await metadata.usersByIds(stored);
      await metadata.close();
      expect(stored.length).toBeGreaterThanOrEqual(20);
      expect(found.map((user) => user?.id)).toEqual(stored);
    }
  });

  it('refuses a second process, and a second opening in the same one, naming who has it', async () => {
    const folder = copyOfFresh('shared');
    const { process: writer } = await startWriter(folder, 'open', 1);
    await expect(openMetadata({ folder })).rejects.toThrow(
      new RegExp(
        `^The metadata folder ${folder} is in use by process ${writer.pid} \\(since .*\\); stop it, or choose`,
      ),
    );
    await killed(writer);
    const metadata = await openMetadata({ folder });
    await expect(openMetadata({ folder })).rejects.toThrow(`is in use by process ${process.pid} `);
    await expect(openMetadata({ folder })).rejects.toThrow(StartupError);
    await metadata.ping();
    await metadata.close();
  });

  it('starts over when the making of the store was cut short', async () => {
    const folder = join(place, 'half-made');
    mkdirSync(join(folder, 'base'), { recursive: true });
    writeFileSync(join(folder, 'PG_VERSION'), '');
    writeFileSync(`${folder}.unfinished`, '');
    const metadata = await openMetadata({ folder });
    expect(await metadata.usersByIds(['ana'])).toEqual([null]);
    await metadata.close();
    expect(existsSync(`${folder}.unfinished`)).toBe(false);
  });

  it("refuses a folder with somebody else's files, and lets it go", async () => {
    const folder = join(place, 'photos');
    mkdirSync(folder);
    writeFileSync(join(folder, 'beach.jpg'), '');
    await expect(openMetadata({ folder })).rejects.toThrow(
      `The metadata folder ${folder} is not empty and holds no metadata store; empty it, or choose another data folder.`,
    );
    expect(existsSync(`${folder}.lock`)).toBe(false);
    expect(existsSync(join(folder, 'beach.jpg'))).toBe(true);
  });

  it('says in one sentence that the folder cannot be made', async () => {
    const error: unknown = await openMetadata({ folder: join(place, 'fresh', 'PG_VERSION', 'x') }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(/cannot be opened: E[A-Z]+: [^\n]+$/);
  });

  it('says in one sentence why a store cannot be opened, and lets the folder go', async () => {
    const folder = copyOfFresh('damaged');
    writeFileSync(join(folder, 'PG_VERSION'), '12\n');
    const error: unknown = await openMetadata({ folder }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(
      /^The embedded metadata store in .* cannot be opened: .*initialized by PostgreSQL version 12.*\.$/,
    );
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });
});
