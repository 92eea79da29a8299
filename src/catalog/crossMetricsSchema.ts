import { z } from 'zod';
import { metadataKeys } from './datasetSchema.js';

const member = z.string().min(1);

/** The shape of `metrics.yaml`: metrics that cross datasets, by name. */
export const crossMetricsSchema = z
  .record(
    z.string().meta({ pattern: '^[a-z][A-Za-z0-9]*$' }),
    z
      .strictObject({
        of: member
          .optional()
          .describe('One measure or metric, as `dataset.member`.')
          .meta({ examples: ['sessions.visitors'] }),
        ratio: z
          .tuple([member, member])
          .optional()
          .describe('[numerator, denominator], each as `dataset.member`. Null when the denominator is 0.'),
        derived: member
          .optional()
          .describe('Arithmetic over members written as `dataset.member`.')
          .meta({ examples: ['billing.mrr / sessions.visitors'] }),
        ...metadataKeys,
      })
      .describe('A metric over several datasets. Exactly one of of, ratio, derived.'),
  )
  .describe('Metrics that cross datasets, by a name unique in the catalog. Checked, not served yet.');

/** Metrics that cross datasets, as written. */
export type CrossMetricSpecs = z.output<typeof crossMetricsSchema>;
export type CrossMetricSpec = CrossMetricSpecs[string];
