/** Metrics of a catalog as people write them. Units and grains may be in lower or upper case. */

export interface MetadataSpec {
  readonly description?: string | undefined;
  readonly owner?: string | undefined;
  readonly unit?: string | undefined;
  readonly format?: 'number' | 'percent' | 'currency' | 'duration' | undefined;
  readonly goodWhen?: 'up' | 'down' | undefined;
  readonly deprecated?: string | undefined;
  readonly certified?: boolean | undefined;
  readonly synonyms?: readonly string[] | undefined;
}

/** SQL over the dataset's own columns, or a filter as a question writes it: `{ customer: { country: { eq: DE } } }`. */
export type FilterSpec = string | Readonly<Record<string, unknown>>;

export interface SpanSpec {
  readonly n: number;
  readonly unit: string;
}

/** Exactly one of n + unit, startOf, previous, range. */
export interface ShiftSpec {
  readonly n?: number | undefined;
  readonly unit?: string | undefined;
  readonly startOf?: string | undefined;
  readonly previous?: boolean | undefined;
  readonly range?: { readonly from: string; readonly to: string } | undefined;
}

/** A part of a metric: a measure or metric, perhaps over fewer rows or of another period. */
export interface InputSpec {
  readonly of: string;
  readonly where?: FilterSpec | undefined;
  readonly shift?: ShiftSpec | undefined;
}

/** `{ n, unit }` is a trailing window. */
interface WindowSpec {
  readonly n?: number | undefined;
  readonly unit?: string | undefined;
  readonly trailing?: SpanSpec | 'all' | undefined;
  readonly leading?: SpanSpec | 'all' | undefined;
  readonly anchor?: string | undefined;
  readonly show?: string | undefined;
}

/** Without `window` and `toDate`: everything up to the end of each bucket. */
export interface CumulativeSpec {
  readonly of: string;
  readonly window?: WindowSpec | undefined;
  readonly toDate?: string | undefined;
  readonly show?: string | undefined;
}

/** A dimension that both datasets have under one name, or its name in each. */
export type PairSpec = string | { readonly base: string; readonly conversion: string };

interface ConversionSpec {
  /** A measure of this dataset, or a filtered one: the events that may convert. */
  readonly base: string;
  /** A measure of this dataset, or `dataset.measure`. */
  readonly conversion: string;
  readonly entity: PairSpec;
  /** How long after its base event a conversion counts. Default: for ever. */
  readonly window?: SpanSpec | undefined;
  /** More that must be equal in both events. */
  readonly constant?: readonly PairSpec[] | undefined;
  readonly show?: 'rate' | 'conversions' | undefined;
  /** Base events that count. */
  readonly where?: FilterSpec | undefined;
}

/** Events that count; nothing given: every event of the scope. */
export interface EventsSpec {
  readonly where?: FilterSpec | undefined;
  readonly segments?: readonly string[] | undefined;
}

/** What the view `funnel` asks (src/metrics/query/journey.ts). Words may be in lower or upper case. */
export interface FunnelSpec {
  readonly entity: string;
  readonly steps: readonly ({ readonly name: string } & EventsSpec)[];
  readonly window: SpanSpec;
  readonly anchor?: string | undefined;
  readonly ties?: string | undefined;
  readonly sameEvent?: boolean | undefined;
  readonly between?: string | undefined;
}

/** What the view `retention` asks. */
export interface RetentionSpec {
  readonly entity: string;
  readonly grain: string;
  readonly periods: number;
  readonly cohort?: string | undefined;
  readonly mode?: string | undefined;
  readonly cohortEvent?: EventsSpec | undefined;
  readonly returnEvent?: EventsSpec | undefined;
  readonly overall?: boolean | undefined;
}

/** Exactly one of ratio, derived, filtered, cumulative, shift, conversion, level, rank, funnel, retention. */
export interface MetricSpec extends MetadataSpec {
  /** [numerator, denominator]. */
  readonly ratio?: readonly [string | InputSpec, string | InputSpec] | undefined;
  /** Arithmetic over names, e.g. `(revenue - tax) / visitors`. */
  readonly derived?: string | undefined;
  /** What names of `derived` stand for, when it is not the member of that name as it is. */
  readonly inputs?: Readonly<Record<string, string | InputSpec>> | undefined;
  readonly filtered?: { readonly of: string; readonly where: FilterSpec } | undefined;
  readonly cumulative?: CumulativeSpec | undefined;
  readonly shift?: ({ readonly of: string } & ShiftSpec) | undefined;
  readonly conversion?: ConversionSpec | undefined;
  readonly level?:
    | {
        readonly of: string;
        readonly keep?: readonly string[] | undefined;
        readonly drop?: readonly string[] | undefined;
      }
    | undefined;
  readonly rank?: { readonly of: string; readonly by?: readonly string[] | undefined } | undefined;
  /** No numbers, but views with a name: presets. */
  readonly funnel?: FunnelSpec | undefined;
  readonly retention?: RetentionSpec | undefined;
  /** What it shows where it has no number. */
  readonly fill?: 'zero' | 'null' | undefined;
  /** Rows for every bucket of the view's range. */
  readonly spine?: boolean | undefined;
}

/** Metrics that cross datasets: their members are `dataset.member`, or other such metrics. Exactly one kind; `of` is one member as it is. */
export type CrossMetricSpec = Pick<
  MetricSpec,
  | keyof MetadataSpec
  | 'ratio'
  | 'derived'
  | 'inputs'
  | 'cumulative'
  | 'shift'
  | 'level'
  | 'rank'
  | 'fill'
  | 'spine'
> & { readonly of?: string | undefined };
