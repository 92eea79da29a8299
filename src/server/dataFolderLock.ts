import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { StartupError } from '../errors.js';
import { makeFolder, unusableDataFolder } from './makeFolder.js';

/** Who uses a data folder: the embedded engines serve one process, and commands of others go through it. */
export interface FolderHolder {
  readonly pid: number;
  /** Tells this process from a later one with the same id; empty where the system does not say. */
  readonly started: string;
  /** Address of the server, once it listens, and the catalog folder that it serves. */
  readonly url?: string | undefined;
  readonly catalog?: string | undefined;
  /** Key that local commands send; only who may read the folder may use it. */
  readonly key: string;
}

export interface FolderLock {
  readonly key: string;
  /** Tells other processes where the server listens and which catalog folder it serves. */
  publish(server: { readonly url: string; readonly catalog: string }): void;
  release(): void;
}

const holderSchema = z.object({
  pid: z.number().int().positive(),
  started: z.string(),
  url: z.string().optional(),
  catalog: z.string().optional(),
  key: z.string().min(1),
});

const fileOf = (folder: string): string => path.join(folder, 'vernier.lock');

/** The living process that holds the folder, or undefined. A lock left by a killed process does not count. */
export function readFolderHolder(folder: string): FolderHolder | undefined {
  let text: string;
  try {
    text = readFileSync(fileOf(folder), 'utf8');
  } catch {
    return undefined;
  }
  let holder: FolderHolder;
  try {
    holder = holderSchema.parse(JSON.parse(text));
  } catch {
    // Written in one rename, so a half-written file is none of ours.
    return undefined;
  }
  return isAlive(holder) ? holder : undefined;
}

/**
 * Takes the folder for this process.
 * @throws StartupError naming the process that holds it
 */
export function lockDataFolder(folder: string): FolderLock {
  const holder: FolderHolder = {
    pid: process.pid,
    started: startOf(process.pid),
    key: randomBytes(24).toString('base64url'),
  };
  try {
    makeFolder(folder);
    const other = readFolderHolder(folder);
    if (other !== undefined) throw inUse(folder, other);
    // What is still there is of a killed process. `wx`: of two that start now one wins, and each engine has a lock of its own besides.
    rmSync(fileOf(folder), { force: true });
    writeFileSync(fileOf(folder), JSON.stringify(holder), { mode: 0o600, flag: 'wx', flush: true });
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    const winner = readFolderHolder(folder);
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST' && winner !== undefined)
      throw inUse(folder, winner);
    throw unusableDataFolder(folder, cause);
  }
  const isOurs = (): boolean => readFolderHolder(folder)?.key === holder.key;
  return {
    key: holder.key,
    publish: (server) => {
      if (isOurs()) replace(fileOf(folder), JSON.stringify({ ...holder, ...server }));
    },
    release: () => {
      if (isOurs()) rmSync(fileOf(folder), { force: true });
    },
  };
}

/** At one instant: who reads the file meanwhile sees the old text or the new one. */
function replace(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, file);
}

function inUse(folder: string, { pid, url }: FolderHolder): StartupError {
  return new StartupError(
    url === undefined
      ? `The data folder ${folder} is in use by process ${pid}, which is starting or runs a command: try again in a moment, or set VERNIER_DATA to another folder.`
      : `The data folder ${folder} is in use by process ${pid} (${url}): stop it, or set VERNIER_DATA to another folder.`,
  );
}

function isAlive(holder: FolderHolder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(holder.pid);
  return started === '' || holder.started === '' || started === holder.started;
}

/** Start time in clock ticks since boot (field 22 of /proc/<pid>/stat); empty where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
