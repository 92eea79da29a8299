import type { Dimension } from '../definitions.js';

/** What the policies of a dataset may name. */
export interface PolicyTargets {
  readonly dimensions: ReadonlyMap<string, Dimension>;
  /** Every name a policy may hide. */
  readonly members: ReadonlySet<string>;
}
