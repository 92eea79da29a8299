import { SHARED_DATASET, type DatasetSpec } from '../../metrics/index.js';
import type { CrossMetricSpecs } from '../crossMetricsSchema.js';
import type { Finding, Severity } from './finding.js';

const KINDS = ['relationships', 'dimensions', 'measures', 'segments', 'metrics'] as const;

type Described = Readonly<Record<string, { readonly description?: string | undefined }>>;

/** A field without a description is a question to somebody later. */
export function membersAreDescribed(spec: DatasetSpec, severity: Severity): readonly Finding[] {
  return KINDS.flatMap((kind) =>
    undescribed(spec[kind] ?? {}).map((name) => finding(spec.dataset, [kind, name], severity)),
  );
}

/** The same of the metrics that cross datasets. */
export function crossMetricsAreDescribed(metrics: CrossMetricSpecs, severity: Severity): readonly Finding[] {
  return undescribed(metrics).map((name) => finding(SHARED_DATASET, [name], severity));
}

function undescribed(members: Described): readonly string[] {
  return Object.entries(members)
    .filter(([, { description = '' }]) => description.trim() === '')
    .map(([name]) => name);
}

function finding(dataset: string, path: readonly string[], severity: Severity): Finding {
  return { dataset, path, severity, message: 'A description is missing.' };
}
