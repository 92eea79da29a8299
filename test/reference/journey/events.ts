/** An event as the references of funnels, retentions and lifecycles see it. */
export interface Event {
  readonly id: number;
  readonly entity: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly source: string | null;
  /** Of the account that the event belongs to; null without one. */
  readonly plan: string | null;
}

export type Test = (event: Event) => boolean;

/** Events of each entity in the order that decides: time, then primary key. */
export function byEntity(events: readonly Event[]): ReadonlyMap<string, readonly Event[]> {
  const entities = new Map<string, Event[]>();
  for (const event of [...events].sort((a, b) => a.at - b.at || a.id - b.id)) {
    if (event.entity === null) continue;
    entities.set(event.entity, [...(entities.get(event.entity) ?? []), event]);
  }
  return entities;
}

/** The local day of an instant, `YYYY-MM-DD`. */
export function localDay(at: number, timezone: string): string {
  const known = FORMATS.get(timezone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: timezone });
  FORMATS.set(timezone, known);
  return known.format(at);
}
const FORMATS = new Map<string, Intl.DateTimeFormat>();

export type BucketGrain = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** First day of the bucket of a day; weeks begin on Monday. `plus` buckets later. */
export function bucketOf(day: string, grain: BucketGrain, plus = 0): string {
  const date = new Date(`${day}T00:00:00Z`);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const text = (...parts: [number, number, number]) =>
    new Date(Date.UTC(...parts)).toISOString().slice(0, 10);
  switch (grain) {
    case 'DAY':
      return text(year, month, date.getUTCDate() + plus);
    case 'WEEK':
      return text(year, month, date.getUTCDate() - ((date.getUTCDay() + 6) % 7) + 7 * plus);
    case 'MONTH':
      return text(year, month + plus, 1);
    case 'QUARTER':
      return text(year, month - (month % 3) + 3 * plus, 1);
    case 'YEAR':
      return text(year + plus, 0, 1);
  }
}

/** The middle value, or the mean of the two; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Groups and their members, in the order in which they come. */
export function groupBy<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
