import type { OperatorIssue } from '../errors.js';
import {
  checkMetrics,
  defineCatalog,
  SHARED_DATASET,
  type Catalog,
  type SpecIssue,
  type TypeReport,
} from '../metrics/index.js';
import type { LoadedCatalog } from './loadCatalog.js';

/**
 * Definitions of what was loaded, and everything that is wrong with the files and with what they say. The catalog holds what could be
 * defined; it must not be served when there is an issue.
 */
export function defineFromFiles(
  loaded: LoadedCatalog,
  types?: TypeReport,
): { readonly catalog: Catalog; readonly issues: readonly OperatorIssue[] } {
  const { catalog, issues } = defineCatalog(loaded.specs, types, loaded.crossMetrics);
  // Metrics are tried out on a catalog that is right so far: what is missing from a wrong one has been reported.
  const tried = issues.length > 0 || loaded.issues.length > 0 ? [] : checkMetrics(catalog);
  const own = [...issues, ...tried].filter((issue) => !isEchoOfBrokenFile(loaded, issue));
  return { catalog, issues: inOrder([...loaded.issues, ...own.map(loaded.locate)]) };
}

/** Sorted by file and line, the same issue once. */
export function inOrder<T extends OperatorIssue>(issues: readonly T[]): readonly T[] {
  const once = new Map(
    issues.map((issue) => [[issue.file, issue.line, issue.member, issue.message].join(' '), issue]),
  );
  return [...once.values()].sort(
    (a, b) =>
      compare(a.file ?? '', b.file ?? '') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      compare(a.member ?? '', b.member ?? ''),
  );
}

/** What refers to a dataset whose own file could not be read is not a second mistake. */
function isEchoOfBrokenFile(loaded: LoadedCatalog, { dataset, path, message }: SpecIssue): boolean {
  const [kind, name] = path;
  if (dataset === SHARED_DATASET)
    return [...loaded.brokenDatasets].some((broken) => message.includes(`"${broken}.`));
  if (kind !== 'relationships' || name === undefined) return false;
  const spec = loaded.specs.find((candidate) => candidate.dataset === dataset);
  const to = spec?.relationships?.[name]?.to;
  return to !== undefined && loaded.brokenDatasets.has(to);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
