import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { JobLog } from '../ports.js';

/** Bytes of entries that wait to be moved. Beyond it what an attacker can cause (`expendable`) is counted and not kept. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const OPEN = '.open';
const FINISHED = '.ndjson';

/**
 * Lines in files of a folder, on their way to somewhere that may be away. A line is with the operating system when `append` returns, so it survives the
 * death of the process, and soon after on the disk.
 */
export interface Journal {
  /** Never waits for the disk and never throws: what was done has been done, and is logged where it cannot be written. */
  append(line: string, options?: { readonly expendable?: boolean }): void;
  /** Closes the file that is written to and gives all that can be moved, oldest first; those of processes that are gone, too. */
  takeFiles(): readonly string[];
  /** Expendable lines that were left out since the last call. */
  takeLeftOut(): number;
  close(): void;
}

/** The folder is made with its first entry: whoever only asks leaves no trace. */
export function openJournal(folder: string, log: Pick<JobLog, 'error'>): Journal {
  let open: { readonly descriptor: number; readonly file: string } | undefined;
  let syncing = false;
  let waitingBytes = filesOf(folder, FINISHED).reduce((sum, file) => sum + statSync(file).size, 0);
  let leftOut = 0;

  const writable = (): number => {
    if (open === undefined) {
      // In the order of their making; `.open` while this process writes to it.
      const name = `${Date.now().toString().padStart(15, '0')}-${process.pid}-${randomUUID()}`;
      const file = path.join(folder, `${name}${OPEN}`);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      open = { descriptor: openSync(file, 'ax', 0o600), file };
    }
    return open.descriptor;
  };
  const sync = (descriptor: number): void => {
    if (syncing) return;
    syncing = true;
    // One for all lines of a moment. A file that was closed meanwhile has been moved on.
    setImmediate(() => fdatasync(descriptor, () => (syncing = false)));
  };
  const finish = (): void => {
    if (open === undefined) return;
    const { descriptor, file } = open;
    open = undefined;
    closeSync(descriptor);
    finishFile(file);
  };

  for (const file of filesOf(folder, OPEN)) if (!isWrittenTo(file)) finishFile(file);

  return {
    append(line, { expendable = false } = {}) {
      if (expendable && waitingBytes > MAX_WAITING_BYTES) {
        leftOut += 1;
        return;
      }
      try {
        const descriptor = writable();
        waitingBytes += writeSync(descriptor, `${line}\n`);
        sync(descriptor);
      } catch (error) {
        log.error({ err: error, line }, 'An audit entry could not be written to the journal');
      }
    },
    takeFiles() {
      finish();
      const files = filesOf(folder, FINISHED);
      // What is left by the next time is counted again.
      waitingBytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
      return files;
    },
    takeLeftOut() {
      const count = leftOut;
      leftOut = 0;
      return count;
    },
    close: finish,
  };
}

function finishFile(file: string): void {
  renameSync(file, `${file.slice(0, -OPEN.length)}${FINISHED}`);
}

/** By the process in its name. One that is gone left it behind when it was killed. */
function isWrittenTo(file: string): boolean {
  const pid = Number(path.basename(file).split('-')[1]);
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function filesOf(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => path.join(folder, name));
}
