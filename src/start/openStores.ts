import path from 'node:path';
import {
  migrateWarehouse,
  openEmbeddedWarehouse,
  openServerWarehouse,
  type Warehouse,
} from '../../db/clickhouse/index.js';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import type { Config } from '../config.js';
import { loadDemoData } from '../etl/demo/loadDemoData.js';
import { mirrorMetadata } from '../etl/mirror/mirrorMetadata.js';
import type { JobLog } from '../etl/ports.js';
import { lockDataFolder, type FolderLock } from '../server/dataFolderLock.js';
import { PACKAGE_FOLDER } from './packageFolder.js';

export type ReportProgress = (step: {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}) => void;

export interface StartOptions {
  readonly config: Config;
  readonly report: ReportProgress;
  /** Told what an operator should know and no caller is waiting for; commands have none. */
  readonly log?: JobLog & { warn(details: object, message: string): void };
}

/** Both stores, open and up to date. */
export interface Stores {
  readonly warehouse: Warehouse;
  readonly metadata: Metadata;
  /** Undefined when both stores are servers: then several processes share them. */
  readonly lock: FolderLock | undefined;
  /** Closes what was opened, in reverse. May be called twice. */
  close(): Promise<void>;
}

/**
 * Opens both stores and brings their tables up to date. The two share nothing until both are there, so they are made side by side: a first start
 * fills the embedded ClickHouse on the engine's threads while the embedded PostgreSQL is created on ours.
 * @param purpose `answer` also mirrors the metadata and loads what a first start loads; `describe` leaves rows as they are
 * @throws StartupError; what was opened before is closed again
 */
export async function openStores(options: StartOptions, purpose: 'answer' | 'describe'): Promise<Stores> {
  const { config } = options;
  const embedded = config.clickhouseUrl === undefined || config.databaseUrl === undefined;
  const lock = embedded ? lockDataFolder(config.dataFolder) : undefined;
  const opened: (Warehouse | Metadata)[] = [];
  const closeOpened = async (): Promise<void> => {
    for (const store of opened.splice(0).reverse()) await store.close();
  };
  const withDemo = purpose === 'answer' && config.demoRows > 0;
  const readying = readyWarehouse(options, {
    opened,
    loadsDemo: withDemo && config.clickhouseUrl === undefined,
  });
  const opening = openStore(config, opened);
  try {
    const [warehouse, metadata] = await Promise.all([readying, opening]);
    // Once: what somebody deleted from the demo stays deleted, and a second start need not look row by row.
    if (config.demoRows > 0 && (await isEmpty(metadata))) await seedDemoMetadata(metadata);
    if (purpose === 'answer')
      await mirrorMetadata({ metadata, warehouse, cluster: config.clickhouseCluster });
    if (withDemo && config.clickhouseUrl !== undefined) {
      // Of several instances that start at once on a server, one loads.
      await metadata.exclusively('demo data', () => loadDemo(warehouse, options));
    }
    const close = async (): Promise<void> => {
      await closeOpened();
      lock?.release();
    };
    return { warehouse, metadata, lock, close };
  } catch (error) {
    // Ends a load under way, so that the error need not wait for it; then closes what was still being opened.
    await closeOpened();
    await Promise.allSettled([readying, opening]);
    await closeOpened();
    lock?.release();
    throw error;
  }
}

async function readyWarehouse(
  options: StartOptions,
  { opened, loadsDemo }: { readonly opened: (Warehouse | Metadata)[]; readonly loadsDemo: boolean },
): Promise<Warehouse> {
  const { config, report } = options;
  const warehouse = await (config.clickhouseUrl === undefined
    ? openEmbeddedWarehouse({ folder: path.join(config.dataFolder, 'clickhouse') })
    : openServerWarehouse({ url: config.clickhouseUrl }));
  opened.push(warehouse);
  await migrateWarehouse(warehouse, {
    folder: path.join(PACKAGE_FOLDER, 'db/clickhouse/migrations'),
    // Who brings a catalog brings the tables: only our own control tables are added to their warehouse.
    only: (name) => config.shippedCatalog || config.demoRows > 0 || name.startsWith('000'),
    ...(config.clickhouseCluster === undefined ? {} : { cluster: config.clickhouseCluster }),
    onProgress: ({ name, index, total }) => report({ label: `Tables: ${name}`, done: index, total }),
  });
  if (loadsDemo) await loadDemo(warehouse, options);
  return warehouse;
}

async function openStore(config: Config, opened: (Warehouse | Metadata)[]): Promise<Metadata> {
  const metadata = await openMetadata(
    config.databaseUrl === undefined
      ? { folder: path.join(config.dataFolder, 'postgres') }
      : { databaseUrl: config.databaseUrl },
  );
  opened.push(metadata);
  return metadata;
}

function loadDemo(warehouse: Warehouse, { config, log, report }: StartOptions): Promise<void> {
  return loadDemoData(warehouse, {
    folder: path.join(PACKAGE_FOLDER, 'db/clickhouse/demo'),
    rows: config.demoRows,
    now: new Date(),
    onProgress: report,
    onSkip: (name) =>
      log?.warn(
        { warehouse: name },
        'The tables hold rows of somebody else, so no demo data is loaded into them.',
      ),
  });
}

async function isEmpty(metadata: Metadata): Promise<boolean> {
  return (await metadata.websitesVisibleTo({ all: true })).length === 0;
}
