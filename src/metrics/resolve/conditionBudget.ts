import { MAX_CONDITIONS } from '../query/limits.js';
import type { IssuePath, Issues } from './issues.js';

/** Bounds the conditions of all filters of one question together: all of them stand in one statement, and one variable may be many filters. */
export class ConditionBudget {
  #spent = 0;

  /** Whether the question may have so many more. Reported once when it may not. */
  spend(count: number, issues: Issues, path: IssuePath): boolean {
    const before = this.#spent;
    this.#spent += count;
    if (this.#spent <= MAX_CONDITIONS) return true;
    if (before <= MAX_CONDITIONS)
      issues.add('TOO_MANY', path, `A question has at most ${MAX_CONDITIONS} conditions in all its filters.`);
    return false;
  }
}
