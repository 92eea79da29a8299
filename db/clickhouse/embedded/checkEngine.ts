import { StartupError } from '../../../src/errors.js';
import type { Engine } from './loadEngine.js';

/** Oldest engine whose sessions were seen to keep their settings. */
const OLDEST = [26, 7] as const;

export interface EngineFacts {
  readonly version: string;
  /** Every setting the engine knows. It ignores unknown ones without a word, so we check names ourselves. */
  readonly settingNames: ReadonlySet<string>;
}

/**
 * Asks the engine who it is and whether a session keeps the limits it was given (older builds ignored them, which would
 * leave queries without limits and with write access). Throws a StartupError if not.
 */
export function checkEngine(engine: Engine, folder: string): EngineFacts {
  const probe = new engine.Session(folder, { connectionArgs: ['--readonly=1', '--max_rows_to_read=12345'] });
  try {
    const [version, readonly, rows] = probe
      .query(`SELECT version(), getSetting('readonly'), getSetting('max_rows_to_read')`, 'TSV')
      .trimEnd()
      .split('\t') as [string, string, string];
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const tooOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
    if (tooOld || readonly !== '1' || rows !== '12345') {
      throw new StartupError(
        `The embedded ClickHouse engine ${version} does not keep the limits of a query: install the chdb version named in ` +
          'package.json with `npm ci`, or set CLICKHOUSE_URL to use a ClickHouse server.',
      );
    }
    const names = probe.query('SELECT name FROM system.settings', 'TSV');
    return { version, settingNames: new Set(names.trimEnd().split('\n')) };
  } finally {
    probe.close();
  }
}
