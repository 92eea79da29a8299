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
  readonly log?: { warn(details: object, message: string): void };
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
 * Opens both stores and brings their tables up to date.
 * @param purpose `answer` also mirrors the metadata and loads what a first start loads; `describe` leaves rows as they are
 * @throws StartupError; what was opened before is closed again
 */
export async function openStores(options: StartOptions, purpose: 'answer' | 'describe'): Promise<Stores> {
  const { config, report } = options;
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const embedded = config.clickhouseUrl === undefined || config.databaseUrl === undefined;
    const lock = embedded ? lockDataFolder(config.dataFolder) : undefined;
    if (lock !== undefined) closers.push(() => lock.release());
    const { warehouse, metadata } = await openBoth(config, closers);
    await migrateWarehouse(warehouse, {
      folder: path.join(PACKAGE_FOLDER, 'db/clickhouse/migrations'),
      // Who brings a catalog brings the tables: only our own control tables are added to their warehouse.
      only: (name) => config.shippedCatalog || config.demoRows > 0 || name.startsWith('000'),
      ...(config.clickhouseCluster === undefined ? {} : { cluster: config.clickhouseCluster }),
      onProgress: ({ name, index, total }) => report({ label: `Tables: ${name}`, done: index, total }),
    });
    // Once: what somebody deleted from the demo stays deleted, and a second start need not look row by row.
    if (config.demoRows > 0 && (await isEmpty(metadata))) await seedDemoMetadata(metadata);
    if (purpose === 'answer') await fill({ warehouse, metadata }, options);
    return { warehouse, metadata, lock, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Both start at once: they share nothing. `allSettled`, so that a failed one does not leave the other open. */
async function openBoth(
  config: Config,
  closers: (() => Promise<void> | void)[],
): Promise<Pick<Stores, 'warehouse' | 'metadata'>> {
  const [warehouse, metadata] = await Promise.allSettled([
    config.clickhouseUrl === undefined
      ? openEmbeddedWarehouse({ folder: path.join(config.dataFolder, 'clickhouse') })
      : openServerWarehouse({ url: config.clickhouseUrl }),
    openMetadata(
      config.databaseUrl === undefined
        ? { folder: path.join(config.dataFolder, 'postgres') }
        : { databaseUrl: config.databaseUrl },
    ),
  ]);
  if (warehouse.status === 'fulfilled') closers.push(() => warehouse.value.close());
  if (metadata.status === 'fulfilled') closers.push(() => metadata.value.close());
  if (warehouse.status === 'rejected') throw warehouse.reason;
  if (metadata.status === 'rejected') throw metadata.reason;
  return { warehouse: warehouse.value, metadata: metadata.value };
}

async function fill(
  { warehouse, metadata }: Pick<Stores, 'warehouse' | 'metadata'>,
  { config, log, report }: StartOptions,
): Promise<void> {
  await mirrorMetadata({ metadata, warehouse, cluster: config.clickhouseCluster });
  if (config.demoRows === 0) return;
  // Of several instances that start at once, one loads.
  await metadata.exclusively('demo data', () =>
    loadDemoData(warehouse, {
      folder: path.join(PACKAGE_FOLDER, 'db/clickhouse/demo'),
      rows: config.demoRows,
      now: new Date(),
      onProgress: report,
      onSkip: (name) =>
        log?.warn(
          { warehouse: name },
          'The tables hold rows of somebody else, so no demo data is loaded into them.',
        ),
    }),
  );
}

async function isEmpty(metadata: Metadata): Promise<boolean> {
  return (await metadata.websitesVisibleTo({ all: true })).length === 0;
}
