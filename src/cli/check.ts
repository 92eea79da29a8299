import type { CheckAnswer } from '../server/console.js';
import { readSettings, runningServer, using } from './withConsole.js';

/** Works on a catalog that does not open, too, so it opens the stores alone. */
export async function check(): Promise<CheckAnswer> {
  const running = runningServer(readSettings());
  if (running !== undefined) return running.check();
  const [{ openStores }, { runCheck }] = await Promise.all([
    import('../start/openStores.js'),
    import('../start/openRuntime.js'),
  ]);
  return using(
    (options) => openStores(options, 'answer'),
    ({ warehouse }, { config, report }) => runCheck(config.catalogFolder, { warehouse, report }),
  );
}
