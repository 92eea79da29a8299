import { WarehouseError, type OperatorIssue } from '../errors.js';
import type { Dataset } from '../metrics/index.js';
import { accessIsUsable, rolesWithoutAccess } from './checks/accessIsUsable.js';
import { calendarsHaveDays } from './checks/calendarsHaveDays.js';
import {
  askOver,
  type DataCheck,
  type DataCheckMaker,
  type Finding,
  type Severity,
} from './checks/finding.js';
import { keysAreMatched } from './checks/keysAreMatched.js';
import { crossMetricsAreDescribed, membersAreDescribed } from './checks/membersAreDescribed.js';
import { masksHide } from './checks/masksHide.js';
import { membersAreServed } from './checks/membersAreServed.js';
import { timeIsKnown } from './checks/timeIsKnown.js';
import { cardinalityHolds, primaryKeyIsUnique, versionsDoNotOverlap } from './checks/uniqueKeys.js';
import { inOrder } from './defineFromFiles.js';
import { inspectCatalog, type InspectedCatalog } from './inspectCatalog.js';
import { mapBounded } from './mapBounded.js';
import type { CatalogWarehouse } from './ports.js';

export interface CheckIssue extends OperatorIssue {
  readonly severity: Severity;
}

export interface CheckReport {
  /** Sorted by file and line. */
  readonly issues: readonly CheckIssue[];
  /** Datasets that could be defined. */
  readonly datasets: number;
  /** Questions asked of the data. */
  readonly checks: number;
}

export interface CheckOptions {
  /** Seconds one question to the data may take; one that takes longer is reported as not checked. Default 30. */
  readonly maxSeconds?: number;
  /** How bad a missing description is. Default `warning`. */
  readonly missingDescription?: Severity;
  /** Called before each question and once at the end, when `done` equals `total`. */
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

const DATA_CHECKS: readonly DataCheckMaker[] = [
  timeIsKnown,
  primaryKeyIsUnique,
  cardinalityHolds,
  versionsDoNotOverlap,
  keysAreMatched,
  calendarsHaveDays,
];

/** Questions under way at once: each reads whole columns, so the engine is busy with two. */
const PARALLEL_CHECKS = 2;

/**
 * Everything that can be said of a catalog before it is served: mistakes in its files, what ClickHouse says of its expressions, and whether
 * the data is as the catalog declares. Reads every row of the key columns. Throws WarehouseError when the warehouse does not answer.
 */
export async function checkCatalog(
  folder: string,
  warehouse: CatalogWarehouse,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const inspected = await inspectCatalog(folder, warehouse);
  const checks = dataChecks(inspected);
  const found = await runChecks(warehouse, checks, options);
  const findings = [...staticFindings(inspected, options.missingDescription ?? 'warning'), ...found];
  return {
    issues: inOrder<CheckIssue>([
      ...inspected.issues.map((issue) => ({ ...issue, severity: 'error' as const })),
      // Where datasets are missing because of a mistake, that mistake is what to look at.
      ...(inspected.issues.length > 0 ? [] : rolesWithoutAccess(inspected.catalog)).map((role) => ({
        severity: 'warning' as const,
        file: folder,
        message: `The role ${role} sees no dataset.`,
      })),
      ...findings.map((finding) => ({ ...inspected.loaded.locate(finding), severity: finding.severity })),
    ]),
    datasets: inspected.catalog.datasets.size,
    checks: checks.length,
  };
}

function staticFindings(
  { loaded, catalog }: InspectedCatalog,
  missingDescription: Severity,
): readonly Finding[] {
  return [
    ...[...catalog.datasets.values()].flatMap((dataset) => accessIsUsable(dataset, catalog)),
    ...[...catalog.datasets.values()].flatMap((dataset) => masksHide(dataset, catalog)),
    ...loaded.specs.flatMap(membersAreServed),
    ...loaded.specs.flatMap((spec) => membersAreDescribed(spec, missingDescription)),
    ...crossMetricsAreDescribed(loaded.crossMetrics, missingDescription),
  ];
}

/** Data is only asked where the catalog itself is right: a wrong expression has been reported, and would fail again. */
function dataChecks({ loaded, catalog, issues }: InspectedCatalog): readonly DataCheck[] {
  const wrongFiles = new Set(issues.map(({ file }) => file));
  const isSound = (dataset: Dataset | undefined): boolean =>
    dataset !== undefined &&
    !wrongFiles.has(loaded.locate({ dataset: dataset.name, path: [], message: '' }).file);
  return [...catalog.datasets.values()]
    .filter(
      (dataset) =>
        isSound(dataset) &&
        [...dataset.relationships.values()].every(({ to }) => isSound(catalog.datasets.get(to))),
    )
    .flatMap((dataset) => DATA_CHECKS.flatMap((make) => make(dataset, catalog)));
}

async function runChecks(
  warehouse: CatalogWarehouse,
  checks: readonly DataCheck[],
  { maxSeconds = 30, onProgress }: CheckOptions,
): Promise<readonly Finding[]> {
  const ask = askOver(warehouse, maxSeconds);
  let done = 0;
  const findings = await mapBounded(checks, PARALLEL_CHECKS, async (check) => {
    onProgress?.(done, checks.length, check.label);
    try {
      return await check.run(ask);
    } catch (error) {
      return [notChecked(check, error)];
    } finally {
      done++;
    }
  });
  onProgress?.(done, checks.length, 'done');
  return findings.flat();
}

/** Too much data for the time or memory at hand is no mistake of the catalog. */
function notChecked({ dataset, path, label }: DataCheck, error: unknown): Finding {
  if (!(error instanceof WarehouseError) || error.failure === 'cancelled') throw error;
  return { dataset, path, severity: 'warning', message: `Not checked (${label}): ${error.message}` };
}
