import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Session } from 'chdb';

import { StartupError } from '../../../src/errors.js';
import type { Engine } from './loadEngine.js';

/** The data folder belongs to another running process. */
export class FolderInUseError extends StartupError {
  /** Process that holds the folder. */
  readonly heldBy: number;

  constructor(folder: string, heldBy: number, options?: ErrorOptions) {
    super(
      `The ClickHouse data folder ${folder} is in use by process ${heldBy}: stop that process, or choose another folder with VERNIER_DATA.`,
      options,
    );
    this.heldBy = heldBy;
  }
}

/** Opens the folder's first session, which starts the engine; the folder is made when missing. `args` are for the whole engine. */
export function openFolder(engine: Engine, folder: string, args: readonly string[]): Session {
  try {
    mkdirSync(folder, { recursive: true });
    return new engine.Session(folder, { connectionArgs: args });
  } catch (cause) {
    const heldBy = folderHolder(folder);
    if (heldBy !== undefined && heldBy !== process.pid) throw new FolderInUseError(folder, heldBy, { cause });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartupError(`The ClickHouse data folder ${folder} cannot be opened: ${why}`, { cause });
  }
}

/**
 * The running process named in the folder's `status` file, which the engine writes when it takes its lock. The engine itself
 * tells the reason of a failed open to stderr only. A process that is gone (kill -9) holds nothing.
 */
function folderHolder(folder: string): number | undefined {
  const file = join(folder, 'status');
  if (!existsSync(file)) return undefined;
  const pid = Number(/^PID: (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1]);
  return Number.isSafeInteger(pid) && isRunning(pid) ? pid : undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
