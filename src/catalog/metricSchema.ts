import { z } from 'zod';

/** The shape of a metric in a catalog file, of one dataset or of several. `defineCatalog` judges names, units and what goes together. */

const text = z.string().min(1);
const names = z.array(text);
const member = text.describe('A measure or metric.');
const unit = text
  .describe('minute, hour, day, week, month, quarter, year; for a shift also a grain of the catalog.')
  .meta({ examples: ['day', 'week', 'month', 'year'] });
const span = z.strictObject({ n: z.number().int().describe('How many units.'), unit });
const grain = text.meta({ examples: ['week', 'month', 'quarter', 'year'] });
const show = text
  .optional()
  .describe(
    'What a grain coarser than a day shows of its days that have a number: first, last or average. Default: the window at the end of the bucket.',
  )
  .meta({ examples: ['first', 'last', 'average'] });

const shift = {
  n: z.number().int().optional().describe('How many units back; a negative number looks ahead.'),
  unit: unit.optional(),
  startOf: grain.optional().describe('The first bucket of this period.'),
  previous: z.boolean().optional().describe('true: the range before the one that is asked for, as long.'),
  range: z
    .strictObject({ from: text.describe('First day.'), to: text.describe('Day after the last.') })
    .optional()
    .describe('This range; buckets are compared by their place in it.'),
};

const filter = z
  .union([text, z.record(z.string(), z.unknown())])
  .describe(
    'A condition in SQL over columns and `{dimensions}`, or a filter as questions write it, through relationships too.',
  )
  .meta({ examples: ["country = 'DE'", { customer: { country: { eq: 'DE' } } }] });

const input = z.strictObject({
  of: member,
  where: filter.optional(),
  shift: z.strictObject(shift).optional().describe('Another period that it is of.'),
});
const part = z.union([text, input]);

const pair = z.union([
  text,
  z.strictObject({
    base: text.describe('Its name in this dataset.'),
    conversion: text.describe('Its name where conversions happen.'),
  }),
]);

const length = z.union([span, z.literal('all')]);

/** Kinds that metrics of one dataset and of several have. */
export const sharedKinds = {
  ratio: z
    .tuple([part, part])
    .optional()
    .describe(
      '[numerator, denominator]: each a member, or { of, where, shift }. Null when the denominator is 0.',
    ),
  derived: text
    .optional()
    .describe('Arithmetic over measures and metrics, and over the names of `inputs`.')
    .meta({ examples: ['(revenue - tax) / visitors'] }),
  inputs: z
    .record(z.string(), part)
    .optional()
    .describe('What names of the formula stand for: each a member, or { of, where, shift }.')
    .meta({ examples: [{ before: { of: 'revenue', shift: { n: 1, unit: 'month' } } }] }),
  cumulative: z
    .strictObject({
      of: member,
      window: z
        .strictObject({
          n: z.number().int().optional().describe('Length of a trailing window, in units.'),
          unit: unit.optional(),
          trailing: length
            .optional()
            .describe('How far it reaches back from the anchor; `all`: from the beginning.'),
          leading: length.optional().describe('How far it reaches ahead of the anchor.'),
          anchor: text
            .optional()
            .describe('The end (default) or the start of each bucket.')
            .meta({ examples: ['end', 'start'] }),
          show,
        })
        .optional()
        .describe('Rows around each bucket. Default: everything up to its end.'),
      toDate: grain.optional().describe('From the start of this period to the end of each bucket.'),
      show,
    })
    .optional()
    .describe('Over a window of time, from the start of a period, or of all time.'),
  shift: z
    .strictObject({ of: member, ...shift })
    .optional()
    .describe('The number of another period.'),
  level: z
    .strictObject({
      of: member,
      keep: names.optional().describe('Only these of the shown dimensions divide it.'),
      drop: names.optional().describe('All shown dimensions but these divide it.'),
    })
    .optional()
    .describe('The number of a larger group: what a share is a share of.'),
  rank: z
    .strictObject({
      of: member,
      by: names.optional().describe('Groups that differ only in these compete. Default: all.'),
    })
    .optional()
    .describe('Place among the groups, 1 for the largest.'),
  fill: z
    .enum(['zero', 'null'])
    .optional()
    .describe('What it shows where it has no number. `null`: nothing even where `fill` would show 0.'),
  spine: z
    .boolean()
    .optional()
    .describe('true: a row for every bucket of the range, whether the question asks for `fill` or not.'),
};

const events = {
  where: filter.optional(),
  segments: names.optional().describe('Named filters, all of which must hold.'),
};
const entity = text.describe('Dimension that says who is followed; through relationships as `account.id`.');
const word = (what: string, examples: readonly string[]) =>
  text
    .optional()
    .describe(what)
    .meta({ examples: [...examples] });

const funnel = z.strictObject({
  entity,
  steps: z
    .array(z.strictObject({ name: text.describe('Name shown of the step.'), ...events }))
    .describe('Two or more, in order; a step with its name alone is any event.'),
  window: span.describe('How long it may take; an event exactly one window later is too late.'),
  anchor: word('What the window is measured from: total (default), the first step; per_step, the one before.', ['total', 'per_step']), // prettier-ignore
  ties: word('How steps with the same time count: ordered (default), strict, any.', ['ordered', 'strict', 'any']), // prettier-ignore
  sameEvent: z.boolean().optional().describe('Whether one event may fill two steps.'),
  between: word('What may lie between two steps: anything (default), no_step, nothing.', ['anything', 'no_step', 'nothing']), // prettier-ignore
});

const retention = z.strictObject({
  entity,
  grain: text
    .describe('Length of a period: day, week, month, quarter, year.')
    .meta({ examples: ['week', 'month'] }),
  periods: z.number().int().describe('The last period shown; the first is 0.'),
  cohort: word('Event that puts an entity into a cohort: first_ever (default), first_in_range, every.', ['first_ever', 'first_in_range', 'every']), // prettier-ignore
  mode: word('Back in this very period: exactly (default); in it or later: on_or_after.', ['exactly', 'on_or_after']), // prettier-ignore
  cohortEvent: z.strictObject(events).optional().describe('What puts an entity into a cohort.'),
  returnEvent: z.strictObject(events).optional().describe('What counts as coming back.'),
  overall: z.boolean().optional().describe('One line for all cohorts.'),
});

/** Kinds that only a metric of one dataset has. */
export const datasetKinds = {
  filtered: z
    .strictObject({ of: member, where: filter })
    .optional()
    .describe('A measure or metric over fewer rows.'),
  conversion: z
    .strictObject({
      base: text.describe('Measure of this dataset that counts the events which may convert.'),
      conversion: text.describe(
        'Measure that counts what they convert to: of this dataset, or `dataset.measure`.',
      ),
      entity: pair.describe('Dimension that says who it is: one name, or { base, conversion }.'),
      window: span
        .optional()
        .describe('How long after its base event a conversion counts. Default: for ever.'),
      constant: z.array(pair).optional().describe('More dimensions that must be equal in both events.'),
      show: z
        .enum(['rate', 'conversions'])
        .optional()
        .describe('Share of the base events (default), or how many conversions.'),
      where: filter.optional().describe('Base events that count.'),
    })
    .optional()
    .describe('From a base event to a conversion of one entity inside a window.'),
  funnel: funnel
    .optional()
    .describe('No number but a view with a name: steps that an entity passes in order.'),
  retention: retention
    .optional()
    .describe('No number but a view with a name: entities of a cohort that come back.'),
};
