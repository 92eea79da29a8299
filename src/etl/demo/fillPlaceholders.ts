import { InvariantError } from '../../errors.js';
import { countParts, cutDays, dayAfter, DAYS_BEFORE_TODAY } from './cutWork.js';
import type { DemoStep } from './readDemoSteps.js';

/** What the demo data depends on. */
export interface DemoValues {
  /** Wanted web events. */
  readonly rows: number;
  /** Mixed into every hash. */
  readonly seed: number;
  /** The start; no row is later. */
  readonly now: Date;
}

/** How often a step runs. */
export function countRuns(step: DemoStep, { rows, now }: DemoValues): number {
  if (step.each === 'once') return 1;
  return step.each === 'days' ? cutDays(rows, now).length : countParts(rows);
}

/**
 * The SQL of one run of a step. Values become literals: they are our own numbers and dates, never text of a caller.
 *
 * @param run from 0 to `countRuns` − 1
 */
export function fillPlaceholders(step: DemoStep, run: number, values: DemoValues): string {
  const { rows, seed, now } = values;
  const literals: Record<string, string> = {
    rows: integer(rows),
    seed: integer(seed),
    now: `toDateTime64('${now.toISOString().slice(0, -1).replace('T', ' ')}', 3, 'UTC')`,
    today: date(dayAfter(now, 0)),
    first_day: date(dayAfter(now, -DAYS_BEFORE_TODAY)),
  };
  if (step.each === 'days') {
    const range = cutDays(rows, now)[run];
    if (range === undefined) throw new InvariantError(`There is no range ${run} of days.`);
    literals.from = date(range.from);
    literals.until = date(range.until);
  }
  if (step.each === 'parts') {
    literals.part = integer(run);
    literals.parts = integer(countParts(rows));
    literals.users = `(cityHash64(user_id) % ${literals.parts} = ${literals.part})`;
  }
  return step.text.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) => {
    const literal = literals[name];
    if (literal === undefined)
      throw new InvariantError(`${placeholder} has no value in "${step.label}" (each: ${step.each}).`);
    return literal;
  });
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new InvariantError(`${value} is not a whole number.`);
  return String(value);
}

const date = (day: string): string => `toDate('${day}')`;
