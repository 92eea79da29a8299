import type { FunnelQuery, LifecycleQuery, NamedFunnel, NamedRetention, RetentionQuery } from './journey.js';

/**
 * The question, in names. Plain JSON, no GraphQL in it: what resolvers, the CLI and tests hand to `compileQuery`.
 * One MetricQuery is one view of one dataset and becomes one statement.
 */
export interface MetricQuery {
  readonly dataset: string;
  /**
   * `rows`: the selected measures by the selected dimensions (only dimensions: their distinct values; no dimensions: one row).
   * `totals`: the selected measures over all rows, ignoring having and limit.
   * `rowCount`: how many distinct groups `by` makes. `values`: distinct values of one dimension, for filter boxes.
   * `records`: the rows themselves, never grouped: the selected dimensions of each.
   * `funnel`, `retention`, `lifecycle`: entities followed through time (journey.ts).
   */
  readonly view: View;
  readonly time?: TimeRange | undefined;
  /** Time dimension that `time` restricts; the dataset's own default otherwise. */
  readonly timeDimension?: string | undefined;
  /** IANA name. Default: the dataset's zone, else UTC. */
  readonly timezone?: string | undefined;
  readonly where?: Where | undefined;
  /** Segments of the catalog that rows must all satisfy. */
  readonly segments?: readonly string[] | undefined;
  readonly select?: readonly Selection[] | undefined;
  readonly having?: Having | undefined;
  readonly orderBy?: readonly OrderBy[] | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  /** One row for every bucket of the range, for each group shown. Wants a time range and exactly one selected grain. */
  readonly fill?: boolean | undefined;
  /** One more row for all rows that are in no shown group, recomputed from them; its dimensions are null and `KIND_KEY` tells it apart. */
  readonly other?: boolean | undefined;
  /** Nested rows: everything is asked for each row that this view over the same rows shows. Its dimensions are shown as `../key`, and with `other` its kind. */
  readonly parent?: ParentRows | undefined;
  /** `rowCount`: dotted names of dimensions. */
  readonly by?: readonly string[] | undefined;
  /** `values`: dotted name of the dimension, and text that its values contain (case-insensitive). */
  readonly of?: string | undefined;
  readonly search?: string | undefined;
  /** `values`, `rowCount`: custom dimensions by the names that websites gave them; of values one, instead of `of`. */
  readonly custom?: readonly string[] | undefined;
  readonly funnel?: FunnelQuery | NamedFunnel | undefined;
  readonly retention?: RetentionQuery | NamedRetention | undefined;
  readonly lifecycle?: LifecycleQuery | undefined;
}

/** The part of a rows view that decides which rows it shows. */
export type ParentRows = Pick<
  MetricQuery,
  'select' | 'having' | 'orderBy' | 'limit' | 'offset' | 'other' | 'parent'
>;

/** Key of the column that says what a row is, VALUE or OTHER. No key of the answer can be that. */
export const KIND_KEY = '#kind';

/** Nested rows: what stands before the keys of the row they belong to. */
export const PARENT_PREFIX = '../';

export const VIEWS = [
  'rows',
  'totals',
  'rowCount',
  'values',
  'records',
  'funnel',
  'retention',
  'lifecycle',
] as const;
export type View = (typeof VIEWS)[number];

/** One selected field. */
export interface Selection {
  /** Name of a dimension, measure or metric; dimensions of related datasets are dotted: `website.name`. Or `custom`, `customMetric`, `goal` with a `name`. */
  readonly field: string;
  /** `custom`, `customMetric`, `goal`: what the website calls it. */
  readonly name?: string | undefined;
  /** `customMetric` only: SUM (default), AVG, MIN or MAX of its values. */
  readonly agg?: string | undefined;
  /** `goal` only: CONVERSIONS (default), VISITORS, RATE, RATE_IN_GROUP or VALUE. */
  readonly show?: string | undefined;
  /** Key in the answer, dotted where the answer nests: `site.label`. Default: `field`. Unique within a view. */
  readonly as?: string | undefined;
  /** Time and date dimensions only: truncate to this grain, in the query's zone. */
  readonly grain?: GrainName | undefined;
  /** Time and date dimensions only: a part of the date as an integer. */
  readonly part?: DatePart | undefined;
  /** Switchable dimensions only: which of its expressions. Default: the first. */
  readonly choice?: string | undefined;
  /** Measures and metrics only: rows that count, on top of the view's own filter. */
  readonly where?: Where | undefined;
  readonly segments?: readonly string[] | undefined;
  /** Measures and metrics only: the number of another period, shown where this one stands. */
  readonly shift?: Shift | undefined;
  /** Measures and metrics only: over a window of time around each bucket (or around the end of the range when no grain is selected). */
  readonly window?: Window | undefined;
  /** Measures and metrics only: from the start of this period to the end of each bucket. */
  readonly toDate?: GrainName | undefined;
  /** What is made of the number. Default VALUE. */
  readonly calculate?: Calculation | undefined;
  /** SHARE: of all groups (TOTAL) or of the groups that agree in every dimension but the last selected one (PARENT). Default TOTAL. */
  readonly shareOf?: 'TOTAL' | 'PARENT' | undefined;
}

/**
 * VALUE: the number. CHANGE: minus that of `shift` (default: the previous bucket, without a grain the previous period). PERCENT_CHANGE: CHANGE over
 * the shifted number, as a share of 1. SHARE: of the total recomputed from rows. RANK: 1 is the largest; ties share a rank. RUNNING_TOTAL: from the
 * start of the range to the end of each bucket, recomputed from rows (a running distinct count counts nobody twice).
 */
export const CALCULATIONS = ['VALUE', 'CHANGE', 'PERCENT_CHANGE', 'SHARE', 'RANK', 'RUNNING_TOTAL'] as const;
type Calculation = (typeof CALCULATIONS)[number];

/** Exactly one of: n + unit (that far back), `startOf` (the first bucket of this period), `previous` (the range before this one, as long), `range`. */
export interface Shift {
  readonly n?: number | undefined;
  /** A unit, or a grain of the catalog's own on the time dimension. */
  readonly unit?: TimeUnit | (string & {}) | undefined;
  readonly startOf?: GrainName | undefined;
  readonly previous?: boolean | undefined;
  /** Buckets are aligned by their position from the start. */
  readonly range?: { readonly from: string; readonly to: string } | undefined;
}

/** A length of calendar time. */
export interface Span {
  readonly n: number;
  readonly unit: TimeUnit;
}

/**
 * Rows from `anchor - trailing` (included) to `anchor + leading` (not included). The anchor is the end of each bucket, or its start. `{ trailing: { n: 7, unit: DAY } }`
 * at the grain DAY is today and the six days before.
 */
export interface Window {
  readonly trailing?: Span | 'ALL' | undefined;
  readonly leading?: Span | 'ALL' | undefined;
  readonly anchor?: 'END' | 'START' | undefined;
  /**
   * Of a bucket longer than the steps of the window. Default: exactly the window at the anchor of the bucket (its end, or the end of the range that cuts
   * it), and no number when that holds no rows. FIRST, LAST, AVERAGE: of the windows of all its days (or finer steps) that hold rows.
   */
  readonly show?: 'FIRST' | 'LAST' | 'AVERAGE' | undefined;
}

/** One of `GRAINS`, or the name of a grain that the catalog declares on the time dimension. */
export type GrainName = Grain | (string & {});

export const GRAINS = [
  'SECOND',
  'MINUTE',
  'FIFTEEN_MINUTES',
  'HOUR',
  'DAY',
  'WEEK',
  'MONTH',
  'QUARTER',
  'YEAR',
] as const;
export type Grain = (typeof GRAINS)[number];

/** Integers: HOUR_OF_DAY 0–23, DAY_OF_WEEK 1 (Monday) – 7, DAY_OF_MONTH 1–31, DAY_OF_YEAR 1–366, WEEK_OF_YEAR (ISO) 1–53, MONTH_OF_YEAR 1–12, QUARTER_OF_YEAR 1–4, YEAR. */
export const DATE_PARTS = [
  'MINUTE_OF_HOUR',
  'HOUR_OF_DAY',
  'DAY_OF_WEEK',
  'DAY_OF_MONTH',
  'DAY_OF_YEAR',
  'WEEK_OF_YEAR',
  'MONTH_OF_YEAR',
  'QUARTER_OF_YEAR',
  'YEAR',
] as const;
export type DatePart = (typeof DATE_PARTS)[number];

export const TIME_UNITS = ['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

export const NAMED_PERIODS = [
  'TODAY',
  'YESTERDAY',
  'THIS_WEEK',
  'LAST_WEEK',
  'THIS_MONTH',
  'LAST_MONTH',
  'THIS_QUARTER',
  'LAST_QUARTER',
  'THIS_YEAR',
  'LAST_YEAR',
] as const;
export type NamedPeriod = (typeof NAMED_PERIODS)[number];

/** Exactly one member. All ranges are half open and are taken in the query's zone. */
export interface TimeRange {
  /** The last n units. Ends now, so it includes the current bucket; `complete: true` ends at its start instead. */
  readonly last?:
    { readonly n: number; readonly unit: TimeUnit; readonly complete?: boolean | undefined } | undefined;
  /** From (included) to (excluded). A date means its midnight in the query's zone; a date-time carries its offset or is local. */
  readonly range?: { readonly from: string; readonly to: string } | undefined;
  readonly period?: NamedPeriod | undefined;
  /** No restriction. */
  readonly all?: boolean | undefined;
}

export type Scalar = string | number | boolean | null;

/** Conditions on one field; several are AND-ed. NULL inside `in` means NULL. Text patterns ignore case, except `matches` (re2). */
export interface Condition {
  readonly eq?: Scalar | undefined;
  readonly ne?: Scalar | undefined;
  readonly in?: readonly Scalar[] | undefined;
  readonly notIn?: readonly Scalar[] | undefined;
  readonly gt?: Scalar | undefined;
  readonly gte?: Scalar | undefined;
  readonly lt?: Scalar | undefined;
  readonly lte?: Scalar | undefined;
  /** Both ends included. */
  readonly between?: { readonly from: Scalar; readonly to: Scalar } | undefined;
  readonly isNull?: boolean | undefined;
  readonly startsWith?: string | undefined;
  readonly endsWith?: string | undefined;
  readonly contains?: string | undefined;
  readonly matches?: string | undefined;
}
export const CONDITION_OPERATORS = [
  'eq', 'ne', 'in', 'notIn', 'gt', 'gte', 'lt', 'lte', 'between', 'isNull', 'startsWith', 'endsWith', 'contains', 'matches',
] as const satisfies readonly (keyof Condition)[]; // prettier-ignore
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

/**
 * A filter over rows: `{ country: { in: ["DE"] }, website: { domain: { eq: "a.com" } }, or: [{…}, {…}], not: {…} }`.
 * Members of one object are AND-ed. A key is a dimension (its value a Condition), a relationship (its value a Where), or and / or / not; or `custom`, whose
 * value is a list of `{ name: "Plan", is: Condition }` over what websites call their own. Through a
 * relationship to many rows it means that there is such a row; there `having` (a Having over the other dataset) compares what those rows are together.
 */
export interface Where {
  readonly and?: readonly Where[] | undefined;
  readonly or?: readonly Where[] | undefined;
  readonly not?: Where | undefined;
  readonly [field: string]: unknown;
}

/** The same over measures and metrics, selected or not, plus `alias: { name, …condition }` for a response key of the view. */
export interface Having {
  readonly and?: readonly Having[] | undefined;
  readonly or?: readonly Having[] | undefined;
  readonly not?: Having | undefined;
  readonly alias?: ({ readonly name: string } & Condition) | undefined;
  readonly [field: string]: unknown;
}

export type Direction = 'ASC' | 'DESC';

/** Exactly one member: a field and its direction (`{ visitors: "DESC" }`, `{ website: { name: "ASC" } }`) or `alias` with a response key. */
export interface OrderBy {
  readonly alias?: { readonly name: string; readonly direction: Direction } | undefined;
  readonly [field: string]: unknown;
}
