import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { createAdministration } from '../administration/index.js';
import { checkCatalog, formatCheckReport, hasErrors, openCatalog } from '../catalog/index.js';
import { catalogFor, type Catalog } from '../metrics/index.js';
import { startAuditLog, type AuditLog } from '../etl/audit/startAuditLog.js';
import { createMirror, type Mirror } from '../etl/mirror/createMirror.js';
import { createRequestContext, createWebsiteSettings } from '../resolvers/index.js';
import { createConsole, type Console } from '../server/console.js';
import type { Caller } from '../server/graphqlEndpoint.js';
import { openMaskKey } from '../server/maskKey.js';
import { viewerOf } from '../server/viewerOf.js';
import { withMaskKey } from '../server/withMaskKey.js';
import { checkClickhouseRoles, inRoleOf } from './clickhouseRoles.js';
import { printAccess } from './printAccess.js';
import { openStores, type ReportProgress, type StartOptions, type Stores } from './openStores.js';
import { rulesOf } from './rulesOf.js';

/** A command tells its own failures. */
const SILENT = { info: () => {}, error: () => {} };

/** Everything that commands need: open stores, a checked catalog, a way to ask. */
export interface Runtime extends Stores {
  readonly catalog: Catalog;
  readonly console: Console;
  readonly audit: AuditLog;
  /** Runs on changes; whoever serves also runs it now and then. */
  readonly mirror: Mirror;
  readonly makeContext: (caller: Caller) => ReturnType<typeof createRequestContext>;
}

/**
 * The stores and the catalog, ready to answer (or, to `describe`, only to compile).
 * @throws StartupError or CatalogError; what was opened before is closed again
 */
export async function openRuntime(
  options: StartOptions,
  purpose: 'answer' | 'describe' = 'answer',
): Promise<Runtime> {
  const { config } = options;
  const stores = await openStores(options, purpose);
  const { warehouse, metadata } = stores;
  const closers = [() => stores.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const audit = startAuditLog({
      folder: path.join(config.dataFolder, 'audit'),
      warehouse,
      log: options.log ?? SILENT,
    });
    closers.push(() => audit.stop());
    const catalog = await openCatalog(shown(config.catalogFolder), warehouse);
    const mirror = createMirror({
      metadata,
      warehouse,
      cluster: config.clickhouseCluster,
      log: options.log ?? SILENT,
    });
    closers.push(() => mirror.stop());
    const roles =
      config.clickhouseRoles === undefined
        ? undefined
        : { catalog, warehouse, prefix: config.clickhouseRoles, limits: config.limits };
    if (roles !== undefined && purpose === 'answer') await checkClickhouseRoles(roles);
    const maskKey = await openMaskKey(config.maskKey, { catalog, dataFolder: config.dataFolder });
    const websiteSettings = createWebsiteSettings(metadata);
    const administration = createAdministration(metadata, {
      audit,
      rules: rulesOf(catalog),
      onChange: () => {
        websiteSettings.forget();
        return mirror.refresh();
      },
    });
    const makeContext: Runtime['makeContext'] = ({ viewer, signal, requestId, actor, enterDatasets }) =>
      createRequestContext({
        changes: actor && { administration, actor },
        viewer,
        enterDatasets,
        signal,
        requestId,
        limits: config.limits,
        warehouse: withMaskKey(roles === undefined ? warehouse : inRoleOf(viewer, roles), maskKey),
        metadata,
        websiteSettings,
        now: new Date(),
        catalog: catalogFor(catalog, viewer.role),
      });
    const console = createConsole({
      administration,
      makeContext: async (identity, signal) =>
        makeContext({
          viewer: viewerOf(identity, await metadata.standingOf(identity)),
          signal,
          requestId: randomUUID(),
        }),
      check: () => runCheck(config.catalogFolder, { warehouse, report: options.report }),
      access: (asked) => printAccess(asked, { catalog, config, warehouse }),
    });
    return { ...stores, catalog, console, makeContext, audit, mirror, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `vernier check`: works on a catalog that does not open, too. */
export async function runCheck(
  folder: string,
  { warehouse, report }: Pick<Stores, 'warehouse'> & { readonly report: ReportProgress },
): Promise<{ text: string; failed: boolean }> {
  const found = await checkCatalog(shown(folder), warehouse, {
    onProgress: (done, total) => report({ label: 'Asking the data', done, total }),
  });
  return { text: formatCheckReport(found), failed: hasErrors(found) };
}

/** As people write it where they are: messages name the catalog's files. */
function shown(folder: string): string {
  const relative = path.relative(process.cwd(), folder);
  return relative.startsWith('..') ? folder : relative;
}
