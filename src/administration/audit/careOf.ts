import type { AuditEntry } from './auditEntry.js';

/** Who may do what, and what cannot be taken back: who comes after wants to know it years later. */
const RIGHTS = /^(grant|tenant|person|token|key)\.|^website\.(create|delete|transfer)$/;
/** How something is counted: of interest while the numbers are. */
const DEFINITIONS = /^(goal|funnel|custom_dimension|custom_metric|property)\./;

/** How confidential the entry of an action is, and how long it is kept. What was refused tells of people who tried. */
export function careOf(action: string): Required<Pick<AuditEntry, 'classification' | 'retention'>> {
  if (action.endsWith('.denied')) return { classification: 'confidential', retention: 'long_term' };
  if (RIGHTS.test(action)) return { classification: 'confidential', retention: 'permanent' };
  if (DEFINITIONS.test(action)) return { classification: 'internal', retention: 'medium_term' };
  return { classification: 'internal', retention: 'long_term' };
}
