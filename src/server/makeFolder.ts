import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { StartupError } from '../errors.js';

/**
 * Makes a folder and those above it. Not `mkdirSync` with `recursive`: that spins for ever where the system says that a folder whose
 * parent exists cannot be found (below /proc, or a mount that went away).
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Makes the data folder. @throws StartupError that says what to do */
export function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (cause) {
    throw unusableDataFolder(folder, cause);
  }
}

/** The refusal of a data folder that this user may not make or write. */
export function unusableDataFolder(folder: string, cause: unknown): StartupError {
  return new StartupError(
    `The data folder ${folder} cannot be made or written: set VERNIER_DATA to a folder that this user may write.`,
    { cause },
  );
}
