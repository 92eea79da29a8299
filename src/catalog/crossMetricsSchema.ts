import { z } from 'zod';
import { metadataKeys } from './memberSchema.js';
import { sharedKinds } from './metricSchema.js';

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
        ...sharedKinds,
        ...metadataKeys,
      })
      .describe(
        'A metric over several datasets, whose members are `dataset.member` or other metrics of this file. Exactly one of of, ratio, derived, cumulative, shift, level, rank.',
      ),
  )
  .describe('Metrics that cross datasets, by a name unique in the catalog.');

/** Metrics that cross datasets, as written. */
export type CrossMetricSpecs = z.output<typeof crossMetricsSchema>;
