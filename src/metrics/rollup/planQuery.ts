import type { SecuredQuery } from '../policy/securedQuery.js';
import type { Dataset } from '../catalog/definitions.js';
import type { QueryPlan, RejectedSource } from './queryPlan.js';

/** Chooses the source. Always the dataset's own table in this version; each declared rollup is listed with the reason. */
export function planQuery(secured: SecuredQuery): QueryPlan {
  const { dataset } = secured.resolved;
  const rejected = dataset.rollups.map((name): RejectedSource => ({
    name,
    code: 'NOT_SERVED',
    reason: `The rollup "${name}" is declared; this version does not answer from rollups yet.`,
  }));
  const name = sourceName(dataset);
  return {
    secured,
    source: { kind: 'table', name },
    reason:
      rejected.length === 0
        ? `Answered from ${name}: "${dataset.name}" has no rollup.`
        : `Answered from ${name}: no rollup of "${dataset.name}" is served.`,
    rejected,
  };
}

function sourceName({ name, source }: Dataset): string {
  return source.kind === 'table' ? `${source.database}.${source.table}` : `the SQL of "${name}"`;
}
