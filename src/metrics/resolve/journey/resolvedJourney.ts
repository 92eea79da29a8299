import type {
  CohortRule,
  FunnelAnchor,
  FunnelBetween,
  FunnelTies,
  JourneyGrain,
  RetentionMode,
} from '../../query/journey.js';
import type { Span } from '../../query/metricQuery.js';
import type { DimensionField, RowFilter } from '../resolvedQuery.js';

/** What a view that follows entities asks, with every default filled in. What it is broken down by are the columns of the query. */
export type ResolvedJourney = ResolvedFunnel | ResolvedRetention | ResolvedLifecycle;

interface Followed {
  readonly entity: DimensionField;
  /** The time dimension, without a grain, that orders events. */
  readonly time: DimensionField;
  /** When the question is asked, in milliseconds since 1970-01-01T00:00Z, and the day that is in the query's zone. */
  readonly now: number;
  readonly today: string;
}

export interface ResolvedFunnel extends Followed {
  readonly kind: 'funnel';
  readonly steps: readonly {
    readonly name: string;
    /** Undefined: every event. */
    readonly filter: RowFilter | undefined;
  }[];
  readonly window: Span;
  readonly anchor: FunnelAnchor;
  readonly ties: FunnelTies;
  readonly sameEvent: boolean;
  readonly between: FunnelBetween;
  /** Until when later steps can happen, at the latest: not before the last of them is too late. Undefined when the range has no end. */
  readonly end: { readonly instant: number; readonly date: string } | undefined;
}

export interface ResolvedRetention extends Followed {
  readonly kind: 'retention';
  readonly grain: JourneyGrain;
  readonly periods: number;
  readonly cohort: CohortRule;
  readonly mode: RetentionMode;
  readonly cohortEvent: RowFilter | undefined;
  readonly returnEvent: RowFilter | undefined;
  readonly overall: boolean;
}

export interface ResolvedLifecycle extends Followed {
  readonly kind: 'lifecycle';
  readonly grain: JourneyGrain;
  /** First and last bucket that the range shares an instant with; undefined where it has no end. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** All buckets of a range with both ends that have begun: each has a row, also where nobody was there. */
  readonly buckets: readonly string[];
  /** Start of the first bucket, when the range begins later than that. */
  readonly firstStart: number | undefined;
}

/** Every filter of a journey: what its events must satisfy to count. */
export function journeyFilters(journey: ResolvedJourney): readonly RowFilter[] {
  const filters =
    journey.kind === 'funnel'
      ? journey.steps.map(({ filter }) => filter)
      : journey.kind === 'retention'
        ? [journey.cohortEvent, journey.returnEvent]
        : [];
  return filters.filter((filter) => filter !== undefined);
}
