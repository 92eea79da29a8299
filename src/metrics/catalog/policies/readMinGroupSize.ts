import type { PolicySpec } from '../catalogSpec.js';
import type { Role } from '../definitions.js';
import type { Draft } from '../draft.js';

/** Checks the minimum group size of a policy. Gives the sentences that say what of it cannot be enforced. */
export function readMinGroupSize(
  draft: Draft,
  { role, spec }: { readonly role: Role; readonly spec: PolicySpec },
): readonly string[] {
  if (spec.minGroupSize === undefined) return [];
  if (!Number.isInteger(spec.minGroupSize) || spec.minGroupSize < 1)
    draft.report(['access', role, 'minGroupSize'], 'A minimum group size is a whole number of at least 1.');
  return ['A minimum group size ("minGroupSize") is not enforced by this version.'];
}
