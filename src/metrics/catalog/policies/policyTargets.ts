import type { Dataset } from '../definitions.js';

/** What the policies of a dataset may name. */
export interface PolicyTargets {
  readonly dataset: Dataset;
  /** Every dataset, by name: rows may be granted by what a row leads to. */
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** Every name a policy may hide. */
  readonly members: ReadonlySet<string>;
}
