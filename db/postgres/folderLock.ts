import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartupError } from '../../src/errors.js';

interface Holder {
  readonly pid: number;
  /** When the process began, as the kernel knows it; empty where the system does not say. */
  readonly born: string;
  readonly since: string;
}

/**
 * Claims `<folder>.lock` for this process and returns the function that lets it go. PGlite does not guard its folder: a
 * second process opens it without a word and its writes are lost. A claim left by a killed process does not count.
 * Throws StartupError naming the process that holds it.
 */
export function lockFolder(folder: string): () => void {
  const path = `${folder}.lock`;
  const own = JSON.stringify({
    pid: process.pid,
    born: birthOf(process.pid),
    since: new Date().toISOString(),
  } satisfies Holder);
  mkdirSync(dirname(path), { recursive: true });
  while (!created(path, own)) {
    const claim = readText(path);
    if (claim === undefined) continue;
    refuseIfAlive(folder, claim);
    setAside(path, claim);
  }
  return () => {
    if (readText(path) === own) rmSync(path, { force: true });
  };
}

function refuseIfAlive(folder: string, claim: string): void {
  const holder = parseHolder(claim);
  if (holder === undefined || !isAlive(holder)) return;
  throw new StartupError(
    `The metadata folder ${folder} is in use by process ${holder.pid} (since ${holder.since}); stop it, or choose another data folder.`,
  );
}

/**
 * Takes a dead claim out of the way. TRICKY: two starts may both find the same dead claim; the slower one must not
 * remove the claim that the faster one has just made, so what was moved is looked at again and put back.
 */
function setAside(path: string, dead: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readText(aside) !== dead) {
    try {
      linkSync(aside, path);
    } catch {
      // A third one claimed it in between; it will be found alive.
    }
  }
  rmSync(aside, { force: true });
}

/** Makes the claim whole or not at all: a reader never sees half of it, as it could with an exclusive open. */
function created(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parseHolder(claim: string): Holder | undefined {
  try {
    return JSON.parse(claim) as Holder;
  } catch {
    return undefined;
  }
}

/** Process ids are used again, above all in containers, so the time of birth has to agree as well. */
function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return holder.born === birthOf(holder.pid);
}

/** Boot and start time of a process (Linux: /proc); empty elsewhere. */
function birthOf(pid: number): string {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return '';
  // The name in parentheses may hold spaces; the start time is the 20th field after it.
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${started}`;
}
