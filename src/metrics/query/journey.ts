import type { DatePart, GrainName, Span, Where } from './metricQuery.js';

/**
 * Views that follow an entity (a visitor, an account) through time: `funnel`, `retention`, `lifecycle`. Each is one view of one dataset, whose rows are
 * the events. The dataset's time (or `timeDimension`) orders them; events of one instant are ordered by the primary key. The scope's where and
 * segments say which events there are. Every rule has a default and a name.
 */

/** Events that count; nothing given: every event of the scope. */
export interface EventFilter {
  readonly where?: Where | undefined;
  readonly segments?: readonly string[] | undefined;
}

/** A dimension by which the answer is broken down. */
export interface Breakdown {
  /** Dotted name of a dimension; or `custom` with a `name`. */
  readonly field: string;
  /** `custom`: what the website calls it. */
  readonly name?: string | undefined;
  /** Key in the answer. Default: `field`. */
  readonly as?: string | undefined;
  readonly grain?: GrainName | undefined;
  readonly part?: DatePart | undefined;
  /** Of a dimension that has several: which one. */
  readonly choice?: string | undefined;
}

/**
 * How many entities go through steps, in this order. An attempt begins with an event of the first step in the scope's time; its later steps may lie
 * after it. An entity counts once, with the attempt that gets furthest; of several, with the one that gets there first, begun last.
 */
export interface FunnelQuery {
  /** Dotted name of the dimension that identifies who goes through. Rows without a value do not enter. */
  readonly entity: string;
  readonly steps: readonly FunnelStep[];
  /** How long it may take. Half open: an event exactly one window later is too late. A day is 24 hours, so that everybody has the same time also where clocks change; months and longer are those of the calendar in UTC. */
  readonly window: Span;
  /** What the window is measured from: the first step (TOTAL, the default), or each step from the one before (PER_STEP). */
  readonly anchor?: FunnelAnchor | undefined;
  readonly ties?: FunnelTies | undefined;
  /** Whether one event may fill two steps that follow each other. Default: no. */
  readonly sameEvent?: boolean | undefined;
  readonly between?: FunnelBetween | undefined;
  /** Values of the event that began the attempt. */
  readonly by?: readonly Breakdown[] | undefined;
}

/** A funnel of the catalog by its name. What is given beside it stands in the place of what the catalog says. */
export type NamedFunnel = { readonly name: string } & Partial<FunnelQuery>;

/** A retention of the catalog by its name. */
export type NamedRetention = { readonly name: string } & Partial<RetentionQuery>;

export interface FunnelStep extends EventFilter {
  readonly name: string;
}

export const FUNNEL_ANCHORS = ['TOTAL', 'PER_STEP'] as const;
export type FunnelAnchor = (typeof FUNNEL_ANCHORS)[number];

/**
 * Steps with the same time. ORDERED (default): they count in the order of the primary key. STRICT: a step must be later than the one before. ANY: they
 * count in any order; then one event may fill two steps, so `sameEvent: true` has to be said.
 */
export const FUNNEL_TIES = ['ORDERED', 'STRICT', 'ANY'] as const;
export type FunnelTies = (typeof FUNNEL_TIES)[number];

/**
 * What may lie between two steps. ANYTHING (default). NO_STEP: no other event of any step, repeated ones included. NOTHING: no other event of the scope
 * at all, so the answer depends on the scope's where.
 */
export const FUNNEL_BETWEEN = ['ANYTHING', 'NO_STEP', 'NOTHING'] as const;
export type FunnelBetween = (typeof FUNNEL_BETWEEN)[number];

export const JOURNEY_GRAINS = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type JourneyGrain = (typeof JOURNEY_GRAINS)[number];

/**
 * How many entities of a cohort come back, period by period. A cohort are the entities whose event of the cohort lies in one bucket. They come back with
 * an event of the return that is not before it; in period 0, the bucket itself, that may be the same event.
 */
export interface RetentionQuery {
  readonly entity: string;
  readonly grain: JourneyGrain;
  /** The last period that is shown; the first is 0. */
  readonly periods: number;
  readonly cohort?: CohortRule | undefined;
  readonly mode?: RetentionMode | undefined;
  /** Events that put an entity into a cohort. */
  readonly cohortEvent?: EventFilter | undefined;
  /** Events that count as coming back. */
  readonly returnEvent?: EventFilter | undefined;
  /** One line for all cohorts together: in each period those whose period is over. Default: a line for each cohort. */
  readonly overall?: boolean | undefined;
  /** Values of the event that put the entity into the cohort. */
  readonly by?: readonly Breakdown[] | undefined;
}

/**
 * Which events of the cohort count. FIRST_EVER (default): the first of all time, if it lies in the scope's time. FIRST_IN_RANGE: the first in the scope's
 * time. EVERY: the first of every bucket in it, so an entity is in several cohorts.
 */
export const COHORT_RULES = ['FIRST_EVER', 'FIRST_IN_RANGE', 'EVERY'] as const;
export type CohortRule = (typeof COHORT_RULES)[number];

/** Back in this very period (EXACTLY, the default), or in it or any later one (ON_OR_AFTER). */
export const RETENTION_MODES = ['EXACTLY', 'ON_OR_AFTER'] as const;
export type RetentionMode = (typeof RETENTION_MODES)[number];

/**
 * Who is there in each bucket of the scope's time: `new` (never before), `returning` (also in the bucket before), `resurrected` (before, but not in the
 * bucket before); and `dormant`: in the bucket before and not in this one. Broken down by the first event of the bucket, for the dormant of the one before.
 */
export interface LifecycleQuery {
  readonly entity: string;
  readonly grain: JourneyGrain;
  readonly by?: readonly Breakdown[] | undefined;
}
