import type { QuestionLimits } from '../../metrics/index.js';

/** What a statement reads. */
export interface Amount {
  readonly rows: number;
  readonly bytes: number;
}

export interface Budget {
  readonly rows: QuestionLimits['rows'] | undefined;
  readonly bytes: QuestionLimits['bytes'] | undefined;
}

export function sumOf(amounts: Iterable<Amount>): Amount {
  let [rows, bytes] = [0, 0];
  for (const amount of amounts) {
    rows += amount.rows;
    bytes += amount.bytes;
  }
  return { rows, bytes };
}

/** How many times the budget it is: at most 1 fits. */
export function shareOf(budget: Budget, { rows, bytes }: Amount): number {
  return Math.max(rows / (budget.rows?.most ?? Infinity), bytes / (budget.bytes?.most ?? Infinity));
}
