import { z } from 'zod';
import { names, text } from './memberSchema.js';

const size = z.union([z.number(), text]).meta({ examples: ['500MB', '10GB', '2GiB'] });

const limits = z
  .strictObject({
    rows: z.number().optional().describe('Rows that a question may read; more are refused before it runs.'),
    bytes: size
      .optional()
      .describe('Uncompressed bytes that a question may read, by an estimate of its rows and columns.'),
    seconds: z.number().optional().describe('Running time of a question.'),
    resultRows: z.number().optional().describe('Rows of an answer.'),
    memory: size.optional().describe('Memory of a question in ClickHouse, in bytes.'),
    concurrentQueries: z
      .number()
      .optional()
      .describe('Requests of one caller that ask this dataset, at the same moment.'),
    queriesPerMinute: z
      .number()
      .optional()
      .describe('Requests of one caller that ask this dataset, in a minute.'),
  })
  .describe(
    'How much the role may ask of this dataset. The smallest limit counts: of the server, and of every dataset a question reads.',
  );

const maskForm = z.union([
  z.enum(['hash', 'null']).describe('`hash`: a keyed hash; equal values stay equal. `null`: nothing.'),
  z.null(),
  z.strictObject({
    constant: z.union([z.string(), z.number(), z.boolean()]).describe('Shown in the place of every value.'),
  }),
  z.strictObject({
    truncate: z
      .union([z.number(), z.enum(['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'])])
      .describe(
        'Texts: how many characters are shown. Addresses (IPv4, IPv6): how many bits. Numbers: rounded down to a multiple. Times and dates: the start of this unit.',
      ),
  }),
]);

const mask = z.union([
  maskForm,
  z.strictObject({
    mask: maskForm.describe('What is shown in other rows.'),
    unless: z
      .record(z.string(), z.unknown())
      .describe('Rows in which the value itself is shown: a condition like that of `rows`.')
      .meta({ examples: [{ tenantId: { in: '$tenants' } }] }),
  }),
]);

/** Any value is taken here, for `defineCatalog` says better what is wrong with a mask than "none of these fits"; editors are told what fits. */
const anyMask = z.unknown().meta(jsonSchemaOf(mask));

function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' })).filter(
      ([key]) => key !== '$schema',
    ),
  );
}

/** What one role may see of a dataset, as files say it. What needs more than one key to judge is `defineCatalog`'s to check. */
export const policy = z
  .strictObject({
    rows: z
      .union([z.literal('all'), z.record(z.string(), z.unknown())])
      .describe(
        'Rows the role may see: `all`, or a condition over dimensions. Members are AND-ed; `and:` and `or:` take lists of conditions; `$name` is an attribute of the caller; `relationship.dimension` is of the one row that relationships lead to.',
      )
      .meta({ examples: ['all', { websiteId: { in: '$websites' } }] }),
    hide: names
      .optional()
      .describe(
        'Dimensions, measures and metrics the role must not see. Measures over a hidden column go too, unless they say `exposes: aggregate`.',
      ),
    mask: z
      .record(z.string(), anyMask)
      .optional()
      .describe(
        'Dimensions the role sees as something else: they can be shown, grouped and ordered by as their mask, and nothing can be chosen by them. What else reads their columns goes, as with `hide`.',
      )
      .meta({ examples: [{ email: 'hash', phone: { truncate: 4 }, born: { truncate: 'year' } }] }),
    minGroupSize: z
      .union([
        z.number().int().min(1),
        z.strictObject({
          atLeast: z.number().int().min(1).describe('How many.'),
          of: text.describe('Dimension whose distinct values are counted, instead of the `entity`.'),
        }),
      ])
      .optional()
      .describe(
        'Fewest entities that a shown number may be about. Others are withheld (null), with one more where a total would tell; groups of such numbers alone are left out. Single rows cannot be listed.',
      )
      .meta({ examples: [5, { atLeast: 5, of: 'companyId' }] }),
    limits: limits.optional(),
  })
  .describe('What one role may see. A role without a policy does not see the dataset at all.');
