import { z } from 'zod';
import { QueryError, type QueryIssue } from '../errors.js';
import { DATE_PARTS, GRAINS, NAMED_PERIODS, TIME_UNITS, type MetricQuery } from '../metrics/index.js';

/** TRICKY: z.record leaves a member named `__proto__` out, and with it a filter. Here it stays, and the compiler refuses it. */
const where = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'Invalid input: expected an object',
);
const name = z.string().min(1);

/** The shape of a MetricQuery as JSON; the names and values in it are checked by the compiler. */
const metricQuerySchema = z.strictObject({
  dataset: name,
  view: z.enum(['rows', 'totals', 'rowCount', 'values']).default('rows'),
  time: z
    .strictObject({
      last: z.strictObject({ n: z.int(), unit: z.enum(TIME_UNITS), complete: z.boolean().optional() }),
      range: z.strictObject({ from: z.string(), to: z.string() }),
      period: z.enum(NAMED_PERIODS),
      all: z.boolean(),
    })
    .partial()
    .optional(),
  timeDimension: name.optional(),
  timezone: name.optional(),
  where: where.optional(),
  segments: z.array(name).optional(),
  select: z
    .array(
      z.strictObject({
        field: name,
        as: name.optional(),
        grain: z.enum(GRAINS).optional(),
        part: z.enum(DATE_PARTS).optional(),
        where: where.optional(),
        segments: z.array(name).optional(),
      }),
    )
    .optional(),
  having: where.optional(),
  orderBy: z.array(where).optional(),
  limit: z.number().optional(),
  offset: z.number().optional(),
  fill: z.boolean().optional(),
  by: z.array(name).optional(),
  of: name.optional(),
  search: z.string().optional(),
});

/** @throws QueryError with every problem of shape at once */
export function parseMetricQuery(json: unknown): MetricQuery {
  const parsed = metricQuerySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new QueryError(
    parsed.error.issues.map((issue): QueryIssue => {
      const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
      const place = path.length === 0 ? 'The query' : `\`${path.join('.')}\``;
      return { code: 'INVALID_ARGUMENT', message: `${place}: ${issue.message}.`, path };
    }),
  );
}
