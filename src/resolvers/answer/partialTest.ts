import {
  cutBuckets,
  decodeRows,
  partialRows,
  type QueryPlan,
  type ResultValue,
} from '../../metrics/index.js';
import type { AskWarehouse } from './createAsker.js';

/** Tells of a row whether one of its buckets of time is only partly there. */
export type PartialTest = (row: ReadonlyMap<string, ResultValue>) => boolean | Promise<boolean>;

/** Undefined when the view shows no bucket. Which buckets of a calendar are cut is asked once, when the first row wants to know. */
export function partialTest(
  { secured }: QueryPlan,
  { ask, now }: { readonly ask: AskWarehouse; readonly now: Date },
): PartialTest | undefined {
  const statements = cutBuckets(secured, now);
  if (statements.length === 0) return partialRows(secured.resolved, now);
  const read = async () => {
    const answers = await Promise.all(statements.map(async (asked) => decodeRows(asked, (await ask({ secured, statement: asked })).rows))); // prettier-ignore
    const cut = answers.map((rows, index) => {
      const { key } = statements[index]?.columns[0] as { readonly key: string };
      return [key, rows.map((row) => row.get(key) ?? null)] as const;
    });
    return partialRows(secured.resolved, now, new Map(cut));
  };
  let known: ReturnType<typeof read> | undefined;
  return async (row) => (await (known ??= read()))?.(row) ?? false;
}
