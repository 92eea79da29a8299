import type { DemoStatement } from './readDemoFolder.js';

/** What the demo data depends on, and nothing else: the same values give the same tables. */
export interface DemoValues {
  /** Web events, about; the other warehouses scale to it. */
  readonly rows: number;
  readonly seed: number;
  /** No row is later. */
  readonly now: Date;
}

/** Whole days before today that the data covers. */
const DAYS = 120;
/** Web events of one INSERT: bounds the memory of a load of any size. */
const EVENTS_PER_RANGE = 250_000;
const EVENTS_PER_PART = 2_000_000;
/** An INSERT may open at most 100 partitions, and events are partitioned by day. */
const MAX_DAYS_PER_RANGE = 60;
const DAY_MS = 86_400_000;

/** The texts that a statement stands for, ready to run: one, or one per range of days or part. */
export function demoRuns(statement: DemoStatement, values: DemoValues): readonly string[] {
  return steps(statement.each, values).map((step) => fill(statement.text, { ...constants(values), ...step }));
}

type Placeholders = Readonly<Record<string, string>>;

function constants({ rows, seed, now }: DemoValues): Placeholders {
  return {
    rows: String(rows),
    seed: String(seed),
    now: `toDateTime64('${now.toISOString().replace('T', ' ').replace('Z', '')}', 3, 'UTC')`,
    today: dateLiteral(now, 0),
    first_day: dateLiteral(now, -DAYS),
  };
}

function steps(each: DemoStatement['each'], { rows, now }: DemoValues): readonly Placeholders[] {
  switch (each) {
    case 'once':
      return [{}];
    case 'parts': {
      const parts = Math.max(1, Math.ceil(rows / EVENTS_PER_PART));
      return Array.from({ length: parts }, (_, part) => ({ part: String(part), parts: String(parts) }));
    }
    case 'days': {
      const wanted = Math.floor(EVENTS_PER_RANGE / (rows / (DAYS + 1)));
      const size = Math.min(MAX_DAYS_PER_RANGE, Math.max(1, wanted));
      return Array.from({ length: Math.ceil((DAYS + 1) / size) }, (_, index) => ({
        from: dateLiteral(now, index * size - DAYS),
        until: dateLiteral(now, Math.min((index + 1) * size, DAYS + 1) - DAYS),
      }));
    }
  }
}

function dateLiteral(now: Date, days: number): string {
  return `toDate('${new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10)}')`;
}

function fill(text: string, placeholders: Placeholders): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => placeholders[name] ?? whole);
}
