import type {
  CumulativeFrame,
  CustomGrain,
  Dataset,
  Dimension,
  Measure,
  Relationship,
} from '../catalog/definitions.js';
import type { Expression } from '../catalog/expression.js';
import type {
  ConditionOperator,
  DatePart,
  Direction,
  Grain,
  MetricQuery,
  Scalar,
  Span,
} from '../query/metricQuery.js';
import type { WebsiteFacts } from '../query/websiteFacts.js';
import type { ResolvedJourney } from './journey/resolvedJourney.js';

/** The question with definitions in the place of names. No name is looked up after this stage and no error is the caller's after the next. */
export interface ResolvedQuery {
  readonly query: MetricQuery;
  readonly dataset: Dataset;
  /** The `metrics` root: the datasets whose rows are read. `dataset` then only says what they share, and has no rows. */
  readonly facts?: readonly FactRows[] | undefined;
  /** Canonical IANA name. */
  readonly timezone: string;
  readonly time: ResolvedTime | undefined;
  /** Only rows on the days of these buckets of a calendar, by this time dimension. */
  readonly within?: (CalendarDays & { readonly field: DimensionField }) | undefined;
  /** Row filter of the view: where and segments; undefined keeps all rows. Does not include `time`. */
  readonly filter: RowFilter | undefined;
  /**
   * What the answer shows, in the order it was asked. `rowCount`: the group columns that are counted, not shown.
   * `values`: one dimension column with the key `value`; its `search` is part of `filter`.
   */
  readonly columns: readonly ResolvedColumn[];
  readonly having: GroupFilter | undefined;
  /** Complete: ends with every group column, so that ties and pages are stable. */
  readonly order: readonly ResolvedOrder[];
  readonly limit: number;
  readonly offset: number;
  readonly fill: ResolvedFill | undefined;
  /** Buckets that are shown even where no group is. */
  readonly spine?: ResolvedSpine | undefined;
  /** Columns that expressions of this question read and that no table has. */
  readonly added?: readonly AddedJoin[] | undefined;
  /** What is known of the websites that the caller may see: their settings act on its rows. */
  readonly websites?: WebsiteFacts | undefined;
  /** Rows of the dataset are read whether or not they are those of programs. */
  readonly withBots?: boolean | undefined;
  /** One more row for what is in no shown group. */
  readonly other?: boolean | undefined;
  /** Nested rows: the view for each of whose rows everything is asked. Its dimensions are the first of `columns`, as `../key`. */
  readonly parent?: ResolvedQuery | undefined;
  /** Numbers about few entities are withheld. Set by the policy stage, on what is shown to the caller and not on what only finds rows. */
  readonly guard?: GroupGuard | undefined;
  /** Views that follow entities through time; `columns` are then what they are broken down by. */
  readonly journey?: ResolvedJourney | undefined;
}

/** Which numbers of a question are withheld from the caller. */
export interface GroupGuard {
  /** A number about 1 to `atLeast - 1` entities is withheld. */
  readonly atLeast: number;
  /** What tells the entities of a dataset apart, by its name. Numbers of other datasets are shown. */
  readonly entities: ReadonlyMap<string, readonly Expression[]>;
  /** Every number that the caller asked for: a group is shown when one of these is about enough entities. */
  readonly cells: readonly Extract<MeasureNode, { kind: 'aggregate' }>[];
}

/** Columns of the rows behind one relationship of a dataset, found by their keys wherever the dataset is read. */
export interface AddedJoin {
  readonly dataset: Dataset;
  readonly step: JoinStep;
  /** The keys of the other side as its first columns, then a column for each of `names`, under this key. */
  readonly behind: ResolvedQuery;
  readonly names: readonly string[];
}

/** A half-open range of instants over one time (or date) dimension of the dataset itself. */
export interface ResolvedTime {
  readonly field: DimensionField;
  /** Milliseconds since 1970-01-01T00:00Z; undefined is unbounded. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** The same ends as local dates `YYYY-MM-DD` when they are midnights of the query's zone: what a date column is compared with. */
  readonly fromDate: string | undefined;
  readonly toDate: string | undefined;
}

/** How a joined dataset is reached: `[]` is the dataset itself. Equal paths are one join. */
export type JoinPath = readonly JoinStep[];
export interface JoinStep {
  readonly relationship: Relationship;
  readonly dataset: Dataset;
  /** A calendar of the catalog (`relationship` is made up): the day of this field, in the query's zone, is looked up in it. */
  readonly day?: DimensionField | undefined;
}

/** A dimension in its place, as shown, filtered or grouped. */
export interface DimensionField {
  readonly path: JoinPath;
  /** Dataset that owns the dimension: the last of `path`, else the query's. */
  readonly dataset: Dataset;
  readonly dimension: Dimension;
  readonly grain?: Grain | undefined;
  readonly part?: DatePart | undefined;
  /** Cut by an interval of the catalog, instead of a grain. (A grain by a calendar is a dimension behind a step with `day`.) */
  readonly interval?: IntervalGrain | undefined;
  /** All groups that another question does not show are one, in which the field is NULL. Made where statements are. */
  readonly fold?: Fold | undefined;
}

/** Groups by some columns, of which `shown` shows a few, by the same columns. The rows of all others are what is left: OTHER. */
export interface Fold {
  /** Equal for the same groups of one statement. */
  readonly name: string;
  readonly group: readonly Extract<ResolvedColumn, { kind: 'dimension' }>[];
  readonly shown: ResolvedQuery;
  /** The field is VALUE or OTHER. */
  readonly isKind: boolean;
}
export type IntervalGrain = Extract<CustomGrain, { kind: 'interval' }>;

/** Periods that a calendar dataset has the days of: `bucket` says of each `day` which one it is in. Both are its dimensions. */
export interface CalendarPeriod {
  readonly kind: 'calendar';
  readonly name: string;
  readonly dataset: Dataset;
  readonly day: Dimension;
  readonly bucket: Dimension;
}

/** What numbers are counted from the start of: a grain that everybody has, or one of the catalog's own. */
export type Period = Grain | IntervalGrain | CalendarPeriod;

/** The buckets of a calendar that have one of these days, `YYYY-MM-DD`, both included; undefined is unbounded. */
export interface CalendarDays extends Omit<CalendarPeriod, 'kind' | 'name'> {
  readonly first: string | undefined;
  readonly last: string | undefined;
}

/** `and` of nothing is true. */
export type RowFilter =
  | { readonly kind: 'and' | 'or'; readonly of: readonly RowFilter[] }
  | { readonly kind: 'not'; readonly of: RowFilter }
  | { readonly kind: 'segment'; readonly dataset: Dataset; readonly path: JoinPath; readonly segment: string }
  /** A condition of the catalog itself: `where` of a filtered metric, over the columns of `dataset`. */
  | {
      readonly kind: 'expression';
      readonly dataset: Dataset;
      readonly path: JoinPath;
      readonly sql: Expression;
    }
  | {
      readonly kind: 'compare';
      readonly field: DimensionField;
      readonly operator: ConditionOperator;
      readonly operand: Operand;
    }
  /** Among the rows behind a to-many relationship are some like this. True or false, never NULL. */
  | {
      readonly kind: 'exists';
      readonly path: JoinPath;
      /** From the last of `path`. */
      readonly step: JoinStep;
      /** Keys of the other side, as its columns: of rows like this, or (with `having`) of groups of rows. */
      readonly behind: ResolvedQuery;
      /** Holds when the key is not among those: also for a row behind which there is none, and for one without a key. */
      readonly absent: boolean;
    };

/**
 * Values already checked against the field's type; `list` for in / notIn (may be empty, may contain null); `range` for between;
 * a scalar boolean for isNull (`eq: null` and `ne: null` arrive as isNull). Only lists contain null.
 * By type of the field: string and uuid (lower case): string · integer: number when safe, else its digits as a string · decimal: plain digits
 * as a string (`-12.50`, no exponent) · float: number · boolean: boolean · date, and a time truncated to DAY or coarser: `YYYY-MM-DD`
 * · time: UTC `YYYY-MM-DDThh:mm:ssZ` or with 1 to 9 fractional digits before the `Z`.
 */
export type Operand =
  | { readonly kind: 'scalar'; readonly value: Scalar }
  | { readonly kind: 'list'; readonly values: readonly Scalar[] }
  | { readonly kind: 'range'; readonly from: Scalar; readonly to: Scalar };

/**
 * A number of a group, as a tree: leaves are aggregates of rows, inner nodes are computed from the finished leaves.
 * Structural equality of leaves (same measure, same filter) means one aggregate in SQL.
 */
export type MeasureNode =
  | {
      readonly kind: 'aggregate';
      readonly measure: Measure;
      readonly filter: RowFilter | undefined;
      /** Which rows it is of, when it is not of the rows of its own group. */
      readonly series?: Series | undefined;
    }
  | { readonly kind: 'divide'; readonly numerator: MeasureNode; readonly denominator: MeasureNode }
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-' | '*';
      readonly left: MeasureNode;
      readonly right: MeasureNode;
    }
  | { readonly kind: 'number'; /** Digits as written. */ readonly text: string }
  | {
      readonly kind: 'call';
      /** The last ones make the condition that is the first argument of `if`, and stand nowhere else. */
      readonly name:
        | 'abs' | 'round' | 'floor' | 'ceil' | 'coalesce' | 'nullif' | 'greatest' | 'least' | 'if'
        | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or' | 'not'; // prettier-ignore
      readonly args: readonly MeasureNode[];
    }
  /** Place among the groups that agree in the dimensions `within` (keys), 1 for the largest; ties share it. Groups without a number have none. */
  | { readonly kind: 'rank'; readonly of: MeasureNode; readonly within: readonly string[] };

/**
 * Rows of an aggregate that is not simply "of the rows of the group". Everything is applied in this order: the rows of `source`, taken in the `frame` of
 * each bucket, seen through the `shifts`, at the `level`. Leaves whose series are equal are one branch of the statement. `resolve/series.ts` makes them.
 */
export interface Series {
  /** Another dataset whose rows they are (the `metrics` root); the shown dimensions are looked up in `ResolvedColumn.fields` under its name. */
  readonly fact?: Dataset | undefined;
  /** The relationships that lead to the rows of `fact`, as a dotted name: `fields` are then under it, as two ways may lead to one dataset. */
  readonly way?: string | undefined;
  /** Rows that there are for it, on top of the view's filter; with `fact` instead of it, over the fact's rows. Unlike the leaf's own filter it decides which groups exist. */
  readonly filter?: RowFilter | undefined;
  /** What programs did counts, although a website filters it: the number itself reads which rows those are. */
  readonly withBots?: boolean | undefined;
  /** Rows are not those of the table. Undefined: all of them. */
  readonly rows?: SeriesRows | undefined;
  /** Time dimension (without grain) that frame and shifts go over. */
  readonly time?: DimensionField | undefined;
  /** The view's range over `time`, as it is shown, before frame and shifts; undefined: unbounded. Filters of the view hold as well. */
  readonly range?: ResolvedTime | undefined;
  readonly frame?: Frame | undefined;
  /** From the outermost (applied last) to the innermost. */
  readonly shifts: readonly ResolvedShift[];
  /** Keys of the shown dimensions by which it is grouped; the others do not divide it (totals of shares). Undefined: all. */
  readonly level?: readonly string[] | undefined;
}

/** The rows of one of several datasets that a view is over. */
export type FactRows = Series & { readonly fact: Dataset };

export type Frame =
  | Extract<CumulativeFrame, { kind: 'window' }>
  | {
      readonly kind: 'toDate';
      readonly grain: Period;
      readonly show?: 'FIRST' | 'LAST' | 'AVERAGE' | undefined;
    }
  /** From the start of the view's range, seen through the shifts: last year's running total begins with last year's range. */
  | { readonly kind: 'running' };

export type ResolvedShift =
  /** A negative `n` looks ahead. */
  | { readonly kind: 'back'; readonly span: Span }
  | { readonly kind: 'startOf'; readonly grain: Period }
  /** Buckets by their position: the first of `from`…`to` (instants) stands where the first of the view's range does. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** The calendar names for each day the day it is compared with: rows of `from` stand at `to`. Both are dimensions of the calendar dataset. */
  | {
      readonly kind: 'calendar';
      readonly dataset: Dataset;
      readonly from: Dimension;
      readonly to: Dimension;
    };

export type SeriesRows =
  /** Per bucket (of the shown grain of `over`, or the whole range) and `per`, the rows at the first or last `over`; `ties: one` takes one of them by primary key. */
  | {
      readonly kind: 'semiAdditive';
      readonly over: DimensionField;
      readonly take: 'first' | 'last';
      readonly per: readonly DimensionField[];
      readonly ties: 'all' | 'one';
    }
  /**
   * Aggregated per key first: `inner` by the shown dimensions and `per`; the measure then aggregates the inner values, which it reads as its first
   * argument, and `at`, one of `per`, as its second.
   */
  | {
      readonly kind: 'stage';
      readonly inner: MeasureNode;
      readonly per: readonly DimensionField[];
      readonly at?: DimensionField | undefined;
    }
  /** Conversion events, each in the place of the last base event in `window` before it of the same entity. */
  | {
      readonly kind: 'conversion';
      readonly conversion: Dataset;
      readonly baseTime: DimensionField;
      readonly conversionTime: DimensionField;
      /** Pairs that must be equal: entity and constant properties, over the base's rows and over the conversion's. */
      readonly on: readonly { readonly base: DimensionField; readonly conversion: DimensionField }[];
      readonly window: Span | undefined;
      /** Filter of the base events (over the base dataset). */
      readonly baseFilter: RowFilter | undefined;
    }
  /** One row for each group of another question, in which the measure finds its value: its place among the groups there. */
  | { readonly kind: 'placed'; readonly fold: Fold };

export type ResolvedColumn =
  | {
      readonly kind: 'dimension';
      /** Dotted response key. */ readonly key: string;
      readonly field: DimensionField;
      /** `records`: only ordered by, not shown. */
      readonly hidden?: true | undefined;
      /** The same dimension in each fact: by dataset name (`metrics` root), or by the way to it (rows behind relationships). */
      readonly fields?: ReadonlyMap<string, DimensionField> | undefined;
      /** `metrics` root, the column `date`: in each branch it is `Series.time`, with this column's grain or part, whatever `fields` say. */
      readonly isTime?: boolean | undefined;
    }
  | {
      readonly kind: 'measure';
      readonly key: string;
      readonly name: string;
      readonly type: Measure['type'];
      readonly node: MeasureNode;
      /** Shown in every bucket of the range, whether the question asks for `fill` or not. */
      readonly spine?: boolean | undefined;
      /** Of rows behind a relationship, and only of those that the selection keeps: not the number that its bare name is. */
      readonly narrowed?: boolean | undefined;
    };

export type GroupFilter =
  | { readonly kind: 'and' | 'or'; readonly of: readonly GroupFilter[] }
  | { readonly kind: 'not'; readonly of: GroupFilter }
  | {
      readonly kind: 'compare';
      readonly value: GroupValue;
      readonly operator: ConditionOperator;
      readonly operand: Operand;
    };

/** Something a group has: a shown column (by key) or a measure that is not shown. */
export type GroupValue =
  | { readonly kind: 'column'; readonly key: string }
  | { readonly kind: 'measure'; readonly type: Measure['type']; readonly node: MeasureNode };

export interface ResolvedOrder {
  readonly value: GroupValue;
  readonly direction: Direction;
}

/** Every bucket of the range that no group is in has one row: the dimensions `keys` are cut from the bucket, the others are NULL. */
export interface ResolvedSpine {
  /** Columns of the time that the buckets are of. */
  readonly keys: readonly string[];
  /** Length of the buckets: of the finest of the columns, or finer where they do not nest. */
  readonly grain: Grain | IntervalGrain;
  readonly buckets: readonly string[] | readonly number[];
}

/** Every bucket of the range, in order: `YYYY-MM-DD` for day and coarser, milliseconds since the epoch for finer ones; or those that a calendar has. */
export interface ResolvedFill {
  readonly key: string;
  readonly buckets: readonly string[] | readonly number[] | CalendarDays;
}
