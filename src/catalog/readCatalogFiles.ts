import { readFile } from 'node:fs/promises';
import type { OperatorIssue } from '../errors.js';
import { findCatalogFiles, withinCatalog } from './findCatalogFiles.js';
import { parseYaml, type CatalogFile } from './parseYaml.js';

/** The files of a catalog folder, read but not yet checked. */
export interface CatalogFiles {
  /** One per dataset. */
  readonly datasets: readonly CatalogFile[];
  /** `metrics.yaml` of the folder itself: metrics that cross datasets. */
  readonly metrics: CatalogFile | undefined;
  /** Files that are not valid YAML; they are in neither of the above. */
  readonly broken: readonly CatalogFile[];
  readonly issues: readonly OperatorIssue[];
}

const METRICS_FILE = /^metrics\.ya?ml$/i;

/** Reads every YAML file of the folder and below. Never throws for what is in it: everything wrong is an issue. */
export async function readCatalogFiles(folder: string): Promise<CatalogFiles> {
  const paths = await findCatalogFiles(folder);
  if (paths === undefined || paths.length === 0) {
    const message =
      paths === undefined
        ? 'There is no such folder, or it cannot be read. Set VERNIER_CATALOG to the folder with the catalog.'
        : 'The folder holds no .yaml file. A catalog has one file per dataset.';
    return { datasets: [], metrics: undefined, broken: [], issues: [{ file: folder, message }] };
  }

  const datasets: CatalogFile[] = [];
  const broken: CatalogFile[] = [];
  const issues: OperatorIssue[] = [];
  let metrics: CatalogFile | undefined;
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch((error: Error) => error);
    if (text instanceof Error) {
      issues.push({ file: path, message: `The file cannot be read: ${text.message}.` });
      continue;
    }
    const read = parseYaml(path, text);
    issues.push(...read.issues);
    if (read.issues.length > 0) broken.push(read.file);
    else if (METRICS_FILE.test(withinCatalog(folder, path))) metrics = read.file;
    else datasets.push(read.file);
  }
  return { datasets, metrics, broken, issues };
}
