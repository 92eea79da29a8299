import { bucketOf, byEntity, groupBy, localDay, type BucketGrain, type Event } from './events.js';

export interface Lifecycle {
  readonly grain: BucketGrain;
  readonly range: { readonly from: number; readonly to: number } | undefined;
  readonly timezone: string;
  readonly now: number;
  readonly by: (event: Event) => string | null;
  /** Without a breakdown there is one group, also of nobody. */
  readonly grouped: boolean;
}

type State = 'new' | 'returning' | 'resurrected' | 'dormant';

/** `[bucket, group, active, new, returning, resurrected, dormant]` */
export type LifecycleRow = readonly [string, string | null, number, number, number, number, number | null];

export function referenceLifecycle(events: readonly Event[], lifecycle: Lifecycle): readonly LifecycleRow[] {
  const { grain, range, timezone, now, grouped } = lifecycle;
  const day = (at: number) => localDay(at, timezone);
  const states: { bucket: string; group: string | null; state: State }[] = [];
  for (const all of byEntity(events).values()) {
    const firstBucket = range === undefined ? '' : bucketOf(day(range.from), grain);
    const own = all.filter(({ at }) => {
      if (range === undefined) return true;
      return at < range.to && (at >= range.from || bucketOf(day(at), grain) < firstBucket);
    });
    const buckets = groupBy(own, ({ at }) => bucketOf(day(at), grain));
    let before: string | undefined;
    for (const [bucket, [first]] of buckets) {
      const group = lifecycle.by(first as Event);
      const state =
        before === undefined ? 'new' : bucketOf(before, grain, 1) === bucket ? 'returning' : 'resurrected';
      states.push({ bucket, group, state });
      const next = bucketOf(bucket, grain, 1);
      if (!buckets.has(next) && next <= day(now)) states.push({ bucket: next, group, state: 'dormant' });
      before = bucket;
    }
  }
  const shown = states.filter(
    ({ bucket }) =>
      range === undefined ||
      (bucket >= bucketOf(day(range.from), grain) && bucket <= bucketOf(day(range.to - 1), grain)),
  );
  const rows = [...groupBy(shown, ({ bucket, group }) => JSON.stringify([bucket, group])).values()].map(
    (members) => {
      const [{ bucket, group }] = members as [(typeof members)[number]];
      const count = (state: State) => members.filter((member) => member.state === state).length;
      const isOver = bucketOf(bucket, grain, 1) <= day(now);
      const active = members.length - count('dormant');
      return [bucket, group, active, count('new'), count('returning'), count('resurrected'), isOver ? count('dormant') : null] as const; // prettier-ignore
    },
  );
  return [...rows, ...emptyRows(rows, lifecycle, grouped)];
}

/** Buckets of the range in which nobody was, for each group; those that have not begun are none. */
function emptyRows(
  rows: readonly LifecycleRow[],
  { grain, range, timezone, now }: Lifecycle,
  grouped: boolean,
): readonly LifecycleRow[] {
  if (range === undefined) return [];
  const groups = grouped ? [...new Set(rows.map(([, group]) => group))] : [null];
  const today = localDay(now, timezone);
  const last = bucketOf(localDay(range.to - 1, timezone), grain);
  const empty: LifecycleRow[] = [];
  for (
    let bucket = bucketOf(localDay(range.from, timezone), grain);
    bucket <= last && bucket <= today;
    bucket = bucketOf(bucket, grain, 1)
  )
    // prettier-ignore
    for (const group of groups)
      if (!rows.some(([other, own]) => other === bucket && own === group))
        empty.push([bucket, group, 0, 0, 0, 0, bucketOf(bucket, grain, 1) <= today ? 0 : null]);
  return empty;
}
