import { z } from 'zod';
import { dimension, dimensionTypes } from './dimensionSchema.js';
import { byName, metadataKeys, names, text } from './memberSchema.js';
import { datasetKinds, sharedKinds } from './metricSchema.js';
import { policy } from './policySchema.js';

/**
 * The shape of a dataset file. It infers `DatasetSpec` (a type test holds both together), its descriptions become catalog/schema.json, which
 * editors complete from, and docs/catalog.md explains the same keys at length. What needs more than one key to judge (names
 * that must exist, one of several keys) is `defineCatalog`'s to check.
 */

const semiAdditive = z
  .strictObject({
    over: text.describe('The time dimension it must not be added over.'),
    take: z
      .enum(['first', 'last', 'min', 'max', 'average'])
      .describe(
        'Which values of a bucket count: those at its first or last time; or the least, greatest or average of the sums per time.',
      ),
    per: z
      .union([text, names])
      .optional()
      .describe(
        'Dimension(s) naming the entity that has one value at a time. Default: none, all have their values at the same times.',
      ),
    ties: z
      .enum(['one', 'all'])
      .optional()
      .describe(
        'Of several rows at that time, one by the primary key (default with `per`) or all (default without) count.',
      ),
  })
  .describe('A level, such as a balance: one value per entity and time, then added over entities.');

const measure = z
  .strictObject({
    agg: text
      .describe('Any ClickHouse aggregate function, with its parameters in brackets.')
      .meta({ examples: ['count', 'sum', 'uniq', 'avg', 'min', 'max', 'quantileTDigest(0.95)', 'argMax'] }),
    sql: z
      .union([text, names])
      .optional()
      .describe(
        'Argument of the function, or a list of them. Nothing for `count`. `{name}` is a dimension of this dataset.',
      ),
    of: text
      .optional()
      .describe(
        'Instead of `sql`: a measure or metric, made per value of `per` first, whose numbers are aggregated.',
      ),
    per: z
      .union([text, names])
      .optional()
      .describe('Dimension(s) per which the numbers of `of` are made.')
      .meta({ examples: ['customerId'] }),
    filter: text.optional().describe('Only rows where this condition holds are aggregated.'),
    type: z
      .enum([...dimensionTypes, 'list'])
      .optional()
      .describe('What the result means. Default: what ClickHouse says its type is.'),
    fill: z
      .enum(['zero', 'null'])
      .optional()
      .describe(
        'What a bucket without rows shows under `fill`. Default: zero for counts and sums, null for the rest.',
      ),
    exposes: z
      .enum(['aggregate'])
      .optional()
      .describe('`aggregate`: roles from which a column it reads is hidden may still ask for this measure.'),
    time: text
      .optional()
      .describe(
        'Time dimension it is counted by: ranges, shifts and windows go over it. Default: that of the dataset.',
      ),
    semiAdditive: semiAdditive.optional(),
    ...metadataKeys,
  })
  .describe('An aggregate of rows.');

const segment = z
  .strictObject({
    sql: text.describe('Condition over the columns or `{dimensions}` of this dataset.'),
    ...metadataKeys,
  })
  .describe('A named condition that queries can filter by.');

const metric = z
  .strictObject({ ...sharedKinds, ...datasetKinds, ...metadataKeys })
  .describe(
    'A number made of measures. Exactly one of ratio, derived, filtered, cumulative, shift, conversion, level, rank; or a view with a name: funnel, retention.',
  );

const relationship = z
  .strictObject({
    to: text.describe('Name of the other dataset.'),
    on: z
      .record(z.string(), text)
      .describe("This dataset's column or expression: the other dataset's. Several pairs must all be equal.")
      .meta({ examples: [{ website_id: 'website_id' }] }),
    cardinality: z
      .enum(['many-to-one', 'one-to-one', 'one-to-many', 'many-to-many'])
      .describe(
        'How many rows of this dataset meet how many of the other. `vernier check` proves it on the data.',
      ),
    validity: z
      .strictObject({
        at: text.describe(
          'Time or day of a row of this dataset: a column or expression, not the name of a dimension.',
        ),
        from: text.describe('When a row of the other dataset begins to hold.'),
        to: text.optional().describe('When it holds no more; null: it still does.'),
      })
      .optional()
      .describe(
        'The other dataset keeps several versions of a row; the one that holds at this time matches (from <= at < to). They must not overlap.',
      ),
    description: text.optional().describe('What the other dataset is to this one.'),
  })
  .describe('A way to another dataset. Compiled to a LEFT JOIN.');

const reached = {
  path: text
    .optional()
    .describe('Dimension with the path of a page, perhaps behind relationships.')
    .meta({ examples: ['pagePath', 'views.pagePath'] }),
  views: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Filter over the dataset that has the path: its rows that are page views.')
    .meta({ examples: [{ eventType: { eq: 'pageview' } }] }),
  action: text
    .optional()
    .describe('Dimension with what the visitor did, perhaps behind relationships.')
    .meta({ examples: ['eventAction', 'hits.eventAction'] }),
};

const custom = z
  .strictObject({
    dimensions: text
      .optional()
      .describe('What the numbered string dimensions are called before their number.')
      .meta({ examples: ['customDimension'] }),
    metrics: text
      .optional()
      .describe('The same of numbered float dimensions, which are added up or averaged when asked by name.')
      .meta({ examples: ['customMetric'] }),
    filter: text
      .optional()
      .describe('Rows whose metrics count; ClickHouse.')
      .meta({ examples: ['NOT is_duplicate'] }),
  })
  .describe('Numbered dimensions whose meaning is each website’s own: asked as `custom` and `customMetric`.');

const goals = z
  .strictObject({
    conversions: text.describe('Measure that counts conversions, over the rows that reach a goal.'),
    visitors: text.describe('Measure that counts distinct visitors.'),
    ...reached,
    duration: text.optional().describe('Dimension with the seconds of a visit.'),
    pages: text.optional().describe('Dimension with the pages of a visit.'),
  })
  .describe(
    'How goals of websites are reached, asked as `goal`. A kind of goal whose dimension is not named is unknown here.',
  );

const funnels = z
  .strictObject({
    entity: text.describe('Dimension that says who goes through, unless the question does.'),
    window: z
      .strictObject({
        n: z.number().describe('How many units.'),
        unit: text.describe('minute, hour, day …').meta({ examples: ['hour', 'day'] }),
      })
      .describe('How long it may take, unless the question says.'),
    ...reached,
  })
  .describe('How steps of websites’ funnels are filled, asked as `funnel` with their name.');

const website = z
  .strictObject({
    id: text
      .describe('Dimension that says which website a row is of, by its id.')
      .meta({ examples: ['websiteId'] }),
    bots: text
      .optional()
      .describe(
        'Boolean dimension: what programs did. Left out where the website filters bots, unless the question names it.',
      )
      .meta({ examples: ['isBot'] }),
    sampled: z
      .boolean()
      .optional()
      .describe(
        "Rows are stored at the website's sampling rate: counts and sums are scaled up by it, other numbers are marked. Default: false.",
      ),
    custom: custom.optional(),
    goals: goals.optional(),
    funnels: funnels.optional(),
  })
  .describe(
    'Rows belong to websites of the metadata store, whose settings (time zone, bot filtering, sampling) act on every question.',
  );

const rollup = z
  .strictObject({
    grain: text
      .optional()
      .describe('Finest time bucket it stores: minute, hour, day …')
      .meta({ examples: ['hour', 'day'] }),
    dimensions: names.describe('Dimensions it is grouped by, the ones of row policies included.'),
    measures: z.union([z.literal('all'), names]).describe('Measures it stores: a list, or `all`.'),
    refresh: z
      .strictObject({
        every: text
          .optional()
          .describe('Interval between refreshes.')
          .meta({ examples: ['5m', '1h'] }),
        cron: text
          .optional()
          .describe('Cron expression, in UTC.')
          .meta({ examples: ['0 * * * *'] }),
      })
      .optional()
      .describe('When it is brought up to date.'),
    retention: text
      .optional()
      .describe('How long its rows are kept.')
      .meta({ examples: ['14 months'] }),
    enabled: z.boolean().optional().describe('Default: true.'),
  })
  .describe('Stored aggregates that answer queries faster. Not served yet.');

export const datasetSchema = z
  .strictObject({
    dataset: text.describe('Name of the dataset; becomes a root field in GraphQL, so camelCase.'),
    description: text.describe('What a row is. Becomes the description in GraphQL.'),
    source: text
      .optional()
      .describe('Table or view, as `database.table`. Either this or `sql`.')
      .meta({ examples: ['web.sessions'] }),
    sql: text.optional().describe('A single SELECT without semicolons or comments. Either this or `source`.'),
    final: z
      .boolean()
      .optional()
      .describe('Read the table with FINAL, for replacing tables. Default: false.'),
    primaryKey: names
      .optional()
      .describe('Columns that identify a row; `vernier check` proves it on the data.'),
    entity: text
      .optional()
      .describe(
        'Dimension that says whose row it is: what `minGroupSize` of a policy counts. It may be hidden. Default: the primary key.',
      )
      .meta({ examples: ['userId'] }),
    time: text
      .optional()
      .describe('The default time dimension: the one `time:` filters and that orders rows.'),
    timezone: text
      .optional()
      .describe('Zone of its buckets when a query names none. Default: UTC.')
      .meta({ examples: ['Europe/Berlin'] }),
    weekStart: z.enum(['monday', 'sunday']).optional().describe('First day of a week. Default: monday.'),
    owner: metadataKeys.owner.describe('Team or person to ask.'),
    deprecated: metadataKeys.deprecated,
    certified: metadataKeys.certified,
    synonyms: metadataKeys.synonyms,
    relationships: byName(relationship).optional().describe('Ways to other datasets, by name.'),
    dimensions: byName(dimension).optional().describe('Values of each row, by name.'),
    measures: byName(measure).optional().describe('Aggregates of rows, by name.'),
    segments: byName(segment).optional().describe('Named conditions, by name.'),
    metrics: byName(metric).optional().describe('Numbers made of measures, by name.'),
    access: byName(policy)
      .optional()
      .describe('Policies by role: owner, analyst, reader. No policy means no access.'),
    website: website.optional(),
    rollups: byName(rollup).optional().describe('Stored aggregates, by name. Checked, not served yet.'),
  })
  .describe('One dataset of a Vernier catalog. See docs/catalog.md.');

export type DatasetFile = z.output<typeof datasetSchema>;
