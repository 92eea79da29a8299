import type { z } from 'zod';
import type { OperatorIssue } from '../errors.js';
import { SHARED_DATASET, type DatasetSpec, type SpecIssue } from '../metrics/index.js';
import { crossMetricsSchema, type CrossMetricSpecs } from './crossMetricsSchema.js';
import { datasetSchema } from './datasetSchema.js';
import { editorSchema, keysAt, type JsonSchema } from './editorSchema.js';
import { lineOf, memberName, type MemberPath } from './locate.js';
import type { CatalogFile } from './parseYaml.js';
import { readCatalogFiles } from './readCatalogFiles.js';
import { shapeIssues } from './shapeIssues.js';

/** What a catalog folder says, as far as it could be read, and everything that is wrong with its files. */
export interface LoadedCatalog {
  readonly folder: string;
  /** Datasets whose files have the right shape, in the order of their files. Names are unique. */
  readonly specs: readonly DatasetSpec[];
  /** Metrics that cross datasets, from `metrics.yaml`. */
  readonly crossMetrics: CrossMetricSpecs;
  /** Names of datasets that were left out because their file is broken: what refers to them is not wrong. */
  readonly brokenDatasets: ReadonlySet<string>;
  readonly issues: readonly OperatorIssue[];
  /** Adds file, line and member to an issue that names a dataset, or `metrics`. */
  readonly locate: (issue: SpecIssue) => OperatorIssue;
}

const DATASET_KEYS = editorSchema(datasetSchema, 'dataset');
const CROSS_METRIC_KEYS = editorSchema(crossMetricsSchema, 'metrics');

/** Reads a catalog folder and checks the shape of each file. Never throws for what the files hold. */
export async function loadCatalog(folder: string): Promise<LoadedCatalog> {
  const read = await readCatalogFiles(folder);
  const issues = [...read.issues];
  const specs = new Map<string, { spec: DatasetSpec; file: CatalogFile }>();
  const brokenDatasets = new Set(read.broken.flatMap(datasetOf));

  for (const file of read.datasets) {
    const parsed = datasetSchema.safeParse(file.value);
    if (!parsed.success) {
      issues.push(...wrongShape(file, DATASET_KEYS, parsed.error));
      datasetOf(file).forEach((name) => brokenDatasets.add(name));
      continue;
    }
    const spec: DatasetSpec = parsed.data;
    const first = specs.get(spec.dataset);
    if (first === undefined) specs.set(spec.dataset, { spec, file });
    else issues.push(at(file, ['dataset'], `The dataset ${spec.dataset} is already in ${first.file.name}.`));
  }

  let crossMetrics: CrossMetricSpecs = {};
  if (read.metrics !== undefined) {
    const value = read.metrics.value ?? {};
    const parsed = crossMetricsSchema.safeParse(value);
    if (!parsed.success)
      issues.push(
        ...(isWrapped(value)
          ? [at(read.metrics, ['metrics'], WRAPPED)]
          : wrongShape(read.metrics, CROSS_METRIC_KEYS, parsed.error)),
      );
    crossMetrics = parsed.success ? parsed.data : withoutWrong(value, parsed.error);
  }

  return {
    folder,
    specs: [...specs.values()].map(({ spec }) => spec),
    crossMetrics,
    brokenDatasets,
    issues,
    locate: ({ dataset, path, message }) => {
      // Of no file: metrics that cross datasets are in one of their own.
      const file = specs.get(dataset)?.file ?? (dataset === SHARED_DATASET ? read.metrics : undefined);
      return file === undefined ? { member: [dataset, ...path].join('.'), message } : at(file, path, message);
    },
  };
}

const WRAPPED =
  'The metrics of this file stand at its top: remove this key, and indent what is under it one step less.';

/** Whether all metrics stand under a key `metrics`, as in the file of a dataset, instead of one metric of that name. */
function isWrapped(value: unknown): boolean {
  const { metrics } = value as { readonly metrics?: unknown };
  if (typeof metrics !== 'object' || metrics === null) return false;
  const own = keysAt(CROSS_METRIC_KEYS, ['metrics']);
  return !Object.keys(metrics).some((key) => own.includes(key));
}

function at(file: CatalogFile, path: MemberPath, message: string): OperatorIssue {
  const member = memberName(path);
  return { file: file.name, line: lineOf(file, path), ...(member === undefined ? {} : { member }), message };
}

function wrongShape(file: CatalogFile, keys: JsonSchema, error: z.ZodError): readonly OperatorIssue[] {
  if (file.value === null) return [{ file: file.name, line: 1, message: 'The file is empty.' }];
  return shapeIssues(keys, error.issues, file.value).map(({ path, message }) => at(file, path, message));
}

/** The metrics of a file in which some have the wrong shape, without those. */
function withoutWrong(value: unknown, error: z.ZodError): CrossMetricSpecs {
  const wrong = new Set(error.issues.map(({ path }) => path[0]));
  const rest = Object.entries(value as object).filter(([name]) => !wrong.has(name));
  return crossMetricsSchema.safeParse(Object.fromEntries(rest)).data ?? {};
}

/** The name a broken file gives its dataset, when so much of it can be read. */
function datasetOf(file: CatalogFile): readonly string[] {
  const name: unknown = file.document.get('dataset');
  return typeof name === 'string' ? [name] : [];
}
