import { SHARED_DATASET, type DatasetSpec } from '../../metrics/index.js';
import type { CrossMetricSpecs } from '../crossMetricsSchema.js';
import type { Finding, Severity } from './finding.js';

const KINDS = ['relationships', 'dimensions', 'measures', 'segments', 'metrics'] as const;

type Described = Readonly<Record<string, { readonly description?: string | undefined }>>;

/** A field without a description is a question to somebody later. */
export function membersAreDescribed(spec: DatasetSpec, severity: Severity): readonly Finding[] {
  const paths = KINDS.flatMap((kind) => undescribed(spec[kind] ?? {}).map((name) => [kind, name]));
  return findings(spec.dataset, paths, severity);
}

/** The same of the metrics that cross datasets. */
export function crossMetricsAreDescribed(metrics: CrossMetricSpecs, severity: Severity): readonly Finding[] {
  const paths = undescribed(metrics).map((name) => [name]);
  return findings(SHARED_DATASET, paths, severity);
}

function undescribed(members: Described): readonly string[] {
  return Object.entries(members)
    .filter(([, { description = '' }]) => description.trim() === '')
    .map(([name]) => name);
}

/** One a dataset, at the first of them: a new catalog has many, and its errors must not drown in them. */
function findings(
  dataset: string,
  paths: readonly (readonly string[])[],
  severity: Severity,
): readonly Finding[] {
  const [first, ...others] = paths;
  if (first === undefined) return [];
  const names = others.map((path) => path.at(-1)).join(', ');
  const message =
    others.length === 0
      ? 'A description is missing.'
      : `A description is missing, here and in ${others.length} more: ${names}.`;
  return [{ dataset, path: first, severity, message }];
}
