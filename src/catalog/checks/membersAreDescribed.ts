import type { DatasetSpec } from '../../metrics/index.js';
import type { Finding, Severity } from './finding.js';

const KINDS = ['relationships', 'dimensions', 'measures', 'segments', 'metrics'] as const;

/** A field without a description is a question to somebody later. */
export function membersAreDescribed(spec: DatasetSpec, severity: Severity): readonly Finding[] {
  return KINDS.flatMap((kind) =>
    Object.entries<{ readonly description?: string | undefined }>(spec[kind] ?? {})
      .filter(([, member]) => (member.description ?? '').trim() === '')
      .map(([name]) => ({
        dataset: spec.dataset,
        path: [kind, name],
        severity,
        message: 'A description is missing.',
      })),
  );
}
