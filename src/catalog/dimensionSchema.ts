import { z } from 'zod';
import { byName, metadataKeys, text } from './memberSchema.js';

/** The shape of a dimension in a dataset file. */

export const dimensionTypes = [
  'string',
  'integer',
  'decimal',
  'float',
  'boolean',
  'date',
  'time',
  'uuid',
] as const;

const caseValue = z.union([text, z.strictObject({ sql: text })]);

const grain = z
  .strictObject({
    description: text.optional().describe('What its buckets are.'),
    interval: text
      .optional()
      .describe('Length of a bucket.')
      .meta({ examples: ['6 months', '2 weeks', '15 minutes', '3 months 3 days'] }),
    origin: text
      .optional()
      .describe('Local day or time at which a bucket begins. Default: 2000-01-01; for weeks their first day.')
      .meta({ examples: ['2024-02-01', '2024-01-01T06:00:00'] }),
    offset: text
      .optional()
      .describe('How much later than that they begin; instead of "origin".')
      .meta({ examples: ['3 months', '-1 day'] }),
    calendar: text.optional().describe('Dataset with a row per day that says which bucket the day is in.'),
    date: text.optional().describe('Dimension of the calendar: the day.'),
    bucket: text.optional().describe('Dimension of the calendar: the bucket that the day is in.'),
    shifts: z
      .record(z.string(), text)
      .optional()
      .describe(
        'Unit (MONTH, or the name of a grain): the dimension of the calendar with the day one unit earlier, which a shift by this unit compares with.',
      ),
  })
  .describe('A way of cutting time that is no unit of the calendar: by an interval, or by a table.');

export const dimension = z
  .strictObject({
    type: z
      .enum(dimensionTypes)
      .optional()
      .describe(
        'What the value means. `time` is an instant (DateTime, DateTime64), `date` a calendar day. Required but for `geo` and `measure`.',
      ),
    sql: text
      .optional()
      .describe(
        "ClickHouse expression over the source's columns; `{name}` is another dimension of this dataset, `{relationship.name}` one of the row that a to-one relationship leads to. Default: the column of the member's own name.",
      )
      .meta({ examples: ['website_id', 'lower({country})'] }),
    case: z
      .array(
        z.strictObject({
          when: text.describe('Condition over columns or `{dimensions}`.'),
          then: caseValue.describe('A text, or { sql } with an expression.'),
        }),
      )
      .optional()
      .describe('The first condition that holds says the value.'),
    else: caseValue.optional().describe('The value when no condition of `case` holds. Default: null.'),
    geo: z
      .strictObject({
        latitude: text.describe('Column or expression, in degrees.'),
        longitude: text.describe('Column or expression, in degrees.'),
      })
      .optional()
      .describe('A place, from two columns or expressions; shown as the text "latitude,longitude".'),
    measure: text
      .optional()
      .describe(
        'Measure or metric of the rows behind a to-many relationship, as `relationship.member`: a value of each row that can be shown, filtered, grouped by and aggregated again.',
      )
      .meta({ examples: ['orders.revenue'] }),
    choices: z
      .record(z.string(), text)
      .optional()
      .describe('Expressions by name, one of which a query chooses; the first when it does not.'),
    grains: byName(grain)
      .optional()
      .describe('Time and date dimensions: ways of cutting them besides DAY, WEEK, MONTH …'),
    conforms: text
      .optional()
      .describe('Shared dimension this one is, for metrics that cross datasets, e.g. `date` or `website`.'),
    ...metadataKeys,
  })
  .describe('A value of each row. At most one of sql, case, geo, measure and choices says which.');
