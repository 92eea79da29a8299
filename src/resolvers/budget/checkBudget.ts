import type { Dataset, SecuredQuery, Statement } from '../../metrics/index.js';
import { statementReads } from '../../metrics/index.js';
import type { QueryOptions, QueryWarehouse, TableFacts } from '../ports.js';
import { shareOf, sumOf, type Amount } from './amount.js';
import { overBudget } from './overBudget.js';
import { rowWidth } from './rowWidth.js';

/** Rows of a caller are counted up to this many budgets: enough to say what would fit, and no more work than some questions that fit. */
const COUNTED_BUDGETS = 10;

export interface Asked {
  readonly secured: SecuredQuery;
  readonly statement: Statement;
}

/**
 * Refuses a statement that would read more than its caller's budget, before it runs.
 *
 * Tables that are smaller than the budget need no question. Above it the engine's indexes say what would be read. Who does not see every row is judged by
 * their own rows alone: they are never more than the indexes say, so within that they fit; above it they are counted, and how many others there are decides nothing.
 *
 * @throws LimitError with the estimate, the budget and what would fit
 */
export async function checkBudget(
  { secured, statement }: Asked,
  warehouse: QueryWarehouse,
  options: QueryOptions,
): Promise<void> {
  const { rows, bytes } = secured.limits;
  if (rows === undefined && bytes === undefined) return;
  const budget = { rows, bytes };
  const { datasets, toEstimate, toCount } = statementReads(statement);
  const described = await warehouse.describeTables(datasets.flatMap((dataset) => tableOf(dataset) ?? []));
  const facts = new Map(described.map((table) => [table.table, table]));
  const factsOf = (dataset: Dataset): TableFacts | undefined => facts.get(tableOf(dataset) ?? '');
  const amountOf = (count: number, table: TableFacts | undefined): Amount => {
    return { rows: count, bytes: count * rowWidth(statement.text, table) };
  };
  const fits = (amount: Amount): boolean => shareOf(budget, amount) <= 1;

  const whole = datasets.map((dataset) => amountOf(factsOf(dataset)?.rows ?? Infinity, factsOf(dataset)));
  if (fits(sumOf(whole))) return;

  const { seesEveryRow } = secured;
  // What the engine cannot estimate would say nothing of somebody's own rows.
  if (seesEveryRow || datasets.every((dataset) => factsOf(dataset)?.estimable === true)) {
    const read = await warehouse.estimate(toEstimate, options);
    const estimate = sumOf(read.map(({ table, rows: count }) => amountOf(count, facts.get(table))));
    if (fits(estimate)) return;
    if (seesEveryRow) throw overBudget({ secured, budget, amount: estimate, isCut: false });
  }

  const upTo = countedRows(rows?.most, bytes?.most);
  const counted = await warehouse.query(toCount(upTo), options);
  const found = counted.rows.map(([scan, count]) => ({ scan: Number(scan), count: Number(count) }));
  const own = sumOf(
    found.map(({ scan, count }) => {
      const dataset = datasets[scan];
      return amountOf(count, dataset && factsOf(dataset));
    }),
  );
  if (fits(own)) return;
  throw overBudget({ secured, budget, amount: own, isCut: found.some(({ count }) => count >= upTo) });
}

/** A row has at least one byte. */
function countedRows(rows = Infinity, bytes = Infinity): number {
  return Math.min(COUNTED_BUDGETS * Math.min(rows, bytes) + 1, Number.MAX_SAFE_INTEGER);
}

function tableOf({ source }: Dataset): string | undefined {
  return source.kind === 'table' ? `${source.database}.${source.table}` : undefined;
}
