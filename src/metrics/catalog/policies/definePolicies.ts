import { ROLES, type Policy, type Role } from '../definitions.js';
import { entriesOf, unknownName, type Draft } from '../draft.js';
import { readLimits } from './readLimits.js';
import { readMasks } from './readMasks.js';
import { readMinGroupSize } from './readMinGroupSize.js';
import type { PolicyTargets } from './policyTargets.js';
import { RowsReader } from './readRows.js';

/** The policies of a dataset, by role. A policy with a mistake is left out, so it can never be read as "no restriction". */
export function definePolicies(draft: Draft, targets: PolicyTargets): ReadonlyMap<Role, Policy> {
  const policies = new Map<Role, Policy>();
  for (const [name, spec] of entriesOf(draft.spec.access)) {
    const role = ROLES.find((known) => known === name);
    if (role === undefined) {
      draft.report(['access', name], unknownName('role', name, ROLES));
      continue;
    }
    const reader = new RowsReader(draft, targets);
    const rows = reader.rows(spec.rows, ['access', role, 'rows']);
    const hide = new Set<string>();
    for (const [index, member] of (spec.hide ?? []).entries()) {
      if (!targets.members.has(member))
        draft.report(['access', role, 'hide', index], unknownName('member', member, targets.members));
      hide.add(member);
    }
    const asked = { role, spec };
    const minGroup = readMinGroupSize(draft, asked, targets.dataset);
    const masks = readMasks(draft, asked, { dataset: targets.dataset, rows: reader });
    const limits = readLimits(draft, asked);
    if (rows !== undefined && minGroup !== 'WRONG')
      policies.set(role, {
        role,
        rows,
        hide,
        masks,
        ...(minGroup && { minGroup }),
        ...(limits && { limits }),
      });
  }
  return policies;
}
