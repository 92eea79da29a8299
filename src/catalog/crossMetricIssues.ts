import type { OperatorIssue } from '../errors.js';
import { closestNames, didYouMean, type Catalog, type Dataset } from '../metrics/index.js';
import type { CrossMetricSpec } from './crossMetricsSchema.js';
import type { LoadedCatalog } from './loadCatalog.js';

const NAME = /^[a-z][A-Za-z0-9]*$/;
const MEMBER = /^[A-Za-z_]\w*\.[A-Za-z_]\w*$/;
const KINDS = ['of', 'ratio', 'derived'] as const;

/** What is wrong with the metrics of `metrics.yaml` beyond their shape: names, kinds, and members that must exist. */
export function crossMetricIssues(loaded: LoadedCatalog, catalog: Catalog): readonly OperatorIssue[] {
  return Object.entries(loaded.crossMetrics).flatMap(([name, metric]) => {
    const issues: OperatorIssue[] = [];
    const report = (key: string | undefined, message: string): void => {
      issues.push(loaded.locateCrossMetric(key === undefined ? [name] : [name, key], message));
    };
    if (!NAME.test(name))
      report(
        undefined,
        `"${name}" is not a valid name: use a lower-case letter, then letters and digits (camelCase).`,
      );
    const kinds = KINDS.filter((kind) => metric[kind] !== undefined);
    if (kinds.length !== 1)
      report(
        undefined,
        `Exactly one of of, ratio and derived is wanted, found ${kinds.length === 0 ? 'none' : kinds.join(' and ')}.`,
      );
    if (metric.description === undefined) report(undefined, 'A description is wanted.');
    for (const { key, member } of membersOf(metric)) {
      const problem = memberProblem(loaded, catalog, member);
      if (problem !== undefined) report(key, problem);
    }
    return issues;
  });
}

function membersOf({ of, ratio, derived }: CrossMetricSpec): readonly { key: string; member: string }[] {
  return [
    ...(of === undefined ? [] : [{ key: 'of', member: of }]),
    ...(ratio ?? []).map((member) => ({ key: 'ratio', member })),
    // Function names of the formula are followed by a bracket; numbers do not start with a letter.
    ...[...(derived ?? '').matchAll(/[A-Za-z_][\w.]*(?![\w.]*\s*\()/g)].map(([member]) => ({
      key: 'derived',
      member,
    })),
  ];
}

function memberProblem(loaded: LoadedCatalog, catalog: Catalog, member: string): string | undefined {
  if (!MEMBER.test(member))
    return `"${member}" is not a member: write dataset.member, as in sessions.visitors.`;
  const [datasetName, name] = member.split('.') as [string, string];
  const dataset = catalog.datasets.get(datasetName);
  if (dataset === undefined) {
    if (loaded.brokenDatasets.has(datasetName)) return undefined;
    return `There is no dataset "${datasetName}".${didYouMean(closestNames(datasetName, catalog.datasets.keys()))}`;
  }
  const spec = loaded.specs.find((candidate) => candidate.dataset === datasetName);
  // The specification knows members that were left out of the definitions for a mistake of their own.
  if (spec?.measures?.[name] !== undefined || spec?.metrics?.[name] !== undefined) return undefined;
  return `The dataset ${datasetName} has no measure or metric "${name}".${didYouMean(closestNames(name, numbersOf(dataset)))}`;
}

function numbersOf(dataset: Dataset): readonly string[] {
  return [...dataset.measures.keys(), ...dataset.metrics.keys()];
}
