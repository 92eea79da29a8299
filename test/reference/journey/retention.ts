import type { CohortRule, RetentionMode } from '../../../src/metrics/query/journey.js';
import { bucketOf, byEntity, groupBy, localDay, type BucketGrain, type Event, type Test } from './events.js';

export interface Retention {
  readonly grain: BucketGrain;
  readonly periods: number;
  readonly cohort: CohortRule;
  readonly mode: RetentionMode;
  readonly joins: Test;
  readonly returns: Test;
  readonly overall: boolean;
  readonly range: { readonly from: number; readonly to: number } | undefined;
  readonly timezone: string;
  readonly now: number;
  readonly by: (event: Event) => string | null;
}

/** `[cohort, group, period, size, retained]` */
export type RetentionRow = readonly [string | null, string | null, number, number | null, number | null];

interface Member {
  readonly cohort: string;
  readonly group: string | null;
  /** Whether back in each period. */
  readonly back: readonly boolean[];
}

export function referenceRetention(events: readonly Event[], retention: Retention): readonly RetentionRow[] {
  const { overall, grain, periods, timezone, now } = retention;
  const members = [...byEntity(events).values()].flatMap((own) => membersOf(own, retention));
  const today = localDay(now, timezone);
  const isOver = (cohort: string, period: number) => bucketOf(cohort, grain, period + 1) <= today;
  const groups = groupBy(members, ({ cohort, group }) => JSON.stringify([overall ? null : cohort, group]));
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: periods + 1 }, (_, period): RetentionRow => {
      const [first] = group as readonly [Member];
      const counted = group.filter(({ cohort }) => isOver(cohort, period));
      const retained = counted.length === 0 ? null : counted.filter(({ back }) => back[period]).length;
      const size = overall ? (counted.length === 0 ? null : counted.length) : group.length;
      return [overall ? null : first.cohort, first.group, period, size, retained];
    }),
  );
}

function membersOf(own: readonly Event[], retention: Retention): readonly Member[] {
  const { range, grain, periods, timezone, mode } = retention;
  const bucket = ({ at }: Event) => bucketOf(localDay(at, timezone), grain);
  const inRange = ({ at }: Event) => range === undefined || (at >= range.from && at < range.to);
  return entries(own.filter(retention.joins), { cohort: retention.cohort, inRange, bucket }).map((entry) => {
    const back = own.filter((event) => event.at >= entry.at && retention.returns(event)).map(bucket);
    return {
      cohort: bucket(entry),
      group: retention.by(entry),
      back: Array.from({ length: periods + 1 }, (_, period) => {
        const wanted = bucketOf(bucket(entry), grain, period);
        return back.some((found) => (mode === 'EXACTLY' ? found === wanted : found >= wanted));
      }),
    };
  });
}

function entries(
  joining: readonly Event[],
  { cohort, inRange, bucket }: { cohort: CohortRule; inRange: Test; bucket: (event: Event) => string },
): readonly Event[] {
  switch (cohort) {
    case 'FIRST_EVER':
      return joining.slice(0, 1).filter(inRange);
    case 'FIRST_IN_RANGE':
      return joining.filter(inRange).slice(0, 1);
    case 'EVERY':
      return [...groupBy(joining.filter(inRange), bucket).values()].map(([first]) => first as Event);
  }
}
