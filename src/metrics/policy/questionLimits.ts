import { POLICY_LIMITS, type PolicyLimit, type PolicyLimits } from '../catalog/definitions.js';

/** The smallest limit of all that hold, and the dataset whose policy says it. */
export type QuestionLimits = {
  readonly [limit in PolicyLimit]?: { readonly most: number; readonly dataset: string };
};

/** What a question over several datasets must obey, which is every limit of each. */
export function questionLimits(
  policies: Iterable<readonly [dataset: string, limits: PolicyLimits]>,
): QuestionLimits {
  const smallest: { [limit in PolicyLimit]?: { most: number; dataset: string } } = {};
  for (const [dataset, limits] of policies)
    for (const limit of POLICY_LIMITS) {
      const most = limits[limit];
      if (most !== undefined && most < (smallest[limit]?.most ?? Infinity))
        smallest[limit] = { most, dataset };
    }
  return smallest;
}
