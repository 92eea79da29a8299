import type { DatasetSpec } from '../../metrics/index.js';
import type { Finding } from './finding.js';

const LATER_KINDS = ['funnel', 'retention'] as const;

/** Members that are valid and answered by no field yet. Read from the specification: definitions leave most of them out. */
export function membersAreServed(spec: DatasetSpec): readonly Finding[] {
  const later = (path: readonly string[], what: string): Finding => ({
    dataset: spec.dataset,
    path,
    severity: 'info',
    message: `${what} is valid and not served yet: it gives no field.`,
  });
  return [
    ...Object.keys(spec.rollups ?? {}).map((name) => ({
      ...later(['rollups', name], ''),
      message: 'A rollup is valid and not used yet: queries read the table.',
    })),
    ...Object.entries(spec.metrics ?? {}).flatMap(([name, metric]) =>
      LATER_KINDS.filter((kind) => metric[kind] !== undefined).map((kind) =>
        later(['metrics', name, kind], `A metric of kind ${kind}`),
      ),
    ),
  ];
}
