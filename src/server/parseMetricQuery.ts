import { z } from 'zod';
import { QueryError, type QueryIssue } from '../errors.js';
import { NAMED_PERIODS, TIME_UNITS, type MetricQuery } from '../metrics/index.js';

/** What the compiler does not look at member by member; everything else is its own to check, names and values included. */
const metricQuerySchema = z.looseObject({
  view: z.unknown().default('rows'),
  time: z
    .strictObject({
      last: z.strictObject({ n: z.int(), unit: z.enum(TIME_UNITS), complete: z.boolean().optional() }),
      range: z.strictObject({ from: z.string(), to: z.string() }),
      period: z.enum(NAMED_PERIODS),
      all: z.boolean(),
    })
    .partial()
    .nullish(),
});

/**
 * A question that comes as JSON; its view is rows unless it says otherwise.
 *
 * @throws QueryError with every problem of its time at once
 */
export function parseMetricQuery(json: unknown): MetricQuery {
  const parsed = metricQuerySchema.safeParse(json);
  // TRICKY: zod leaves a member named `__proto__` out, and with it a filter. In the question itself it stays, and the compiler refuses it.
  if (parsed.success) return { view: parsed.data.view, ...(json as object) } as MetricQuery;
  throw new QueryError(
    parsed.error.issues.map((issue): QueryIssue => {
      const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
      const place = path.length === 0 ? 'The query' : `\`${path.join('.')}\``;
      return { code: 'INVALID_ARGUMENT', message: `${place}: ${issue.message}.`, path };
    }),
  );
}
