import type { PolicySpec } from '../catalogSpec.js';
import type { Role } from '../definitions.js';
import type { Draft } from '../draft.js';

/** Checks the limits of a policy. Gives the sentences that say what of them cannot be enforced. */
export function readLimits(
  draft: Draft,
  { role, spec }: { readonly role: Role; readonly spec: PolicySpec },
): readonly string[] {
  if (spec.limits === undefined) return [];
  for (const [limit, value] of Object.entries(spec.limits)) {
    if (!(value > 0)) draft.report(['access', role, 'limits', limit], 'A limit is a number above 0.');
  }
  return ['Limits of a policy ("limits") are not enforced by this version.'];
}
