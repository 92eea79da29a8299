import type { Dataset } from '../catalog/definitions.js';
import type { WebsiteFacts } from '../query/websiteFacts.js';
import type { RowPredicate } from './rowPredicate.js';

/** Leaves out what programs did on the websites that filter bots; undefined where none does. `policy`: the rows that the caller may see. */
export function botFilter(
  { website }: Dataset,
  websites: WebsiteFacts,
  policy: RowPredicate,
): RowPredicate | undefined {
  if (website?.bots === undefined) return undefined;
  const { id, bots } = website;
  const filtering = websites.filter(({ botFiltering }) => botFiltering).map((fact) => fact.id);
  if (filtering.length === 0) return undefined;
  const filtered = new Set<unknown>(filtering);
  const seen = valuesOf(policy, id.name);
  const all = seen?.every((one) => filtered.has(one)) === true;
  return { kind: 'people', bots, id, websites: all ? 'all' : filtering };
}

/** What rows can have in a dimension, as far as a policy says. */
function valuesOf(policy: RowPredicate, dimension: string): readonly unknown[] | undefined {
  if (policy.kind === 'in') return policy.dimension.name === dimension ? policy.values : undefined;
  if (policy.kind !== 'and') return undefined;
  return policy.of.map((part) => valuesOf(part, dimension)).find((values) => values !== undefined);
}
