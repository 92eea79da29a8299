import type { PolicySpec } from '../catalogSpec.js';
import type { Role } from '../definitions.js';
import { unknownName, type Draft } from '../draft.js';
import type { PolicyTargets } from './policyTargets.js';

/** Checks the masks of a policy. Gives the sentences that say what of them cannot be enforced. */
export function readMasks(
  draft: Draft,
  { role, spec }: { readonly role: Role; readonly spec: PolicySpec },
  targets: PolicyTargets,
): readonly string[] {
  if (spec.mask === undefined) return [];
  for (const member of Object.keys(spec.mask)) {
    if (!targets.dimensions.has(member))
      draft.report(
        ['access', role, 'mask', member],
        unknownName('dimension', member, targets.dimensions.keys()),
      );
  }
  return ['Masks ("mask") are not enforced by this version.'];
}
