import type { DatasetSpec } from '../../metrics/index.js';
import type { Finding } from './finding.js';

/** Members that are valid and not used yet. Read from the specification: definitions leave most of them out. */
export function membersAreServed(spec: DatasetSpec): readonly Finding[] {
  return Object.keys(spec.rollups ?? {}).map((name) => ({
    dataset: spec.dataset,
    path: ['rollups', name],
    severity: 'info',
    message: 'A rollup is valid and not used yet: queries read the table.',
  }));
}
