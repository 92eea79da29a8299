import { readConfig, type Config } from '../config.js';
import { StartupError } from '../errors.js';
import type { Console } from '../server/console.js';
import { readFolderHolder } from '../server/dataFolderLock.js';
import type { StartOptions } from '../start/openStores.js';
import { PACKAGE_FOLDER } from '../start/packageFolder.js';
import { showProgress } from './progressBar.js';
import { remoteConsole } from './remoteConsole.js';

/** @throws ConfigError with every problem of the environment */
export function readSettings(): Config {
  return readConfig(process.env, { workingFolder: process.cwd(), packageFolder: PACKAGE_FOLDER });
}

/**
 * The server that holds the data folder, when one runs: an embedded engine serves one process.
 * @throws StartupError when it serves another catalog: its answers would be about that one
 */
export function runningServer(config: Config): Console | undefined {
  if (config.clickhouseUrl !== undefined && config.databaseUrl !== undefined) return undefined;
  const holder = readFolderHolder(config.dataFolder);
  if (holder?.url === undefined) return undefined;
  if (holder.catalog !== undefined && holder.catalog !== config.catalogFolder) {
    throw new StartupError(
      `The server at ${holder.url} holds the data folder ${config.dataFolder} and serves the catalog ${holder.catalog}, not ${config.catalogFolder}: set VERNIER_DATA to another folder, or stop it.`,
    );
  }
  return remoteConsole({ url: holder.url, key: holder.key });
}

/** Opens something for the length of one command, showing how far it is. */
export async function using<Opened extends { close(): Promise<void> }, Answer>(
  open: (options: StartOptions) => Promise<Opened>,
  work: (opened: Opened, options: StartOptions) => Promise<Answer>,
): Promise<Answer> {
  const progress = showProgress(process.stderr);
  const options = { config: readSettings(), report: progress.report };
  const opened = await open(options).finally(progress.end);
  try {
    return await work(opened, options).finally(progress.end);
  } finally {
    await opened.close();
  }
}

/**
 * Runs work on the engines: through the server that holds the data folder, else by opening them here, which is imported only
 * then: a command that goes through a server starts in a fraction of the time.
 */
export async function withConsole<T>(
  purpose: 'answer' | 'describe',
  work: (console: Console) => Promise<T>,
): Promise<T> {
  const running = runningServer(readSettings());
  if (running !== undefined) return work(running);
  const { openRuntime } = await import('../start/openRuntime.js');
  return using(
    (options) => openRuntime(options, purpose),
    (runtime) => work(runtime.console),
  );
}
