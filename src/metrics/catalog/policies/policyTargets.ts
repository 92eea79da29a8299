import type { Dimension } from '../definitions.js';
import type { Expression } from '../expression.js';

/** What the policies of a dataset may name. */
export interface PolicyTargets {
  readonly dimensions: ReadonlyMap<string, Dimension>;
  readonly primaryKey: readonly Expression[];
  /** Every name a policy may hide. */
  readonly members: ReadonlySet<string>;
}
