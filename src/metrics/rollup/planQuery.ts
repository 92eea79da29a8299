import type { SecuredQuery } from '../policy/securedQuery.js';
import type { Dataset } from '../catalog/definitions.js';
import type { QueryPlan, RejectedSource } from './queryPlan.js';

/**
 * Chooses the sources. Always the tables of the datasets whose rows are asked in this version; each declared rollup is listed with the reason.
 */
export function planQuery(secured: SecuredQuery): QueryPlan {
  const { dataset, facts: rows } = secured.resolved;
  const facts = rows?.map(({ fact }) => fact) ?? [dataset];
  const rejected = facts
    .flatMap(({ rollups }) => rollups)
    .map((name): RejectedSource => ({
      name,
      code: 'NOT_SERVED',
      reason: `The rollup "${name}" is declared; this version does not answer from rollups yet.`,
    }));
  const name = listed(facts.map(sourceName));
  const asked = listed(facts.map((fact) => `"${fact.name}"`));
  return {
    secured,
    source: { kind: 'table', name },
    reason:
      rejected.length === 0
        ? `Answered from ${name}: ${asked} ${facts.length === 1 ? 'has' : 'have'} no rollup.`
        : `Answered from ${name}: no rollup of ${asked} is served.`,
    rejected,
  };
}

/** `a`, `a and b`, `a, b and c`; what several datasets are read from is said once. */
function listed(names: readonly string[]): string {
  const once = [...new Set(names)];
  return [once.slice(0, -1).join(', '), once.at(-1) ?? ''].filter((part) => part !== '').join(' and ');
}

function sourceName({ name, source }: Dataset): string {
  return source.kind === 'table' ? `${source.database}.${source.table}` : `the SQL of "${name}"`;
}
