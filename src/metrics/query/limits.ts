/** Rows of a view that names no `limit`. */
export const DEFAULT_LIMIT = 1_000;

/** Most rows a view may ask for. */
export const MAX_LIMIT = 100_000;

/** Most buckets that `fill` makes of a range. */
export const MAX_BUCKETS = 10_000;

/** Most buckets that a metric shown in every bucket is shown in: forty years of days. */
export const MAX_SPINE_BUCKETS = 20_000;

/** Most values of one `in` or `notIn`. */
export const MAX_IN_VALUES = 10_000;

/** Most conditions of one question, and the deepest nesting of a filter: filters are bounded before they become SQL. */
export const MAX_CONDITIONS = 1_000;
export const MAX_FILTER_DEPTH = 32;

/** Most selected fields of one view. */
export const MAX_COLUMNS = 500;

/** Most names of websites that a question asks for. */
export const MAX_NAMES = 100;

/** Longest key of the answer, dots included: it becomes the name of a column. */
export const MAX_KEY_LENGTH = 200;

/** Longest `matches` pattern, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 1_000;

/** Most rows beside which `other` shows what is left. */
export const MAX_ROWS_WITH_OTHER = 1_000;

/** How deep rows nest: rows, rows of rows, rows of those. */
export const MAX_NESTING = 4;

/** Longest window or shift, in its own units: each bucket is looked at that often. */
export const MAX_SPAN = 10_000;

/** Most steps of a funnel, and most periods of a retention after period 0. */
export const MAX_FUNNEL_STEPS = 32;
export const MAX_RETENTION_PERIODS = 400;

/** Most buckets that a number over other times than its own is made for: eleven days of seconds, two years of minutes. */
export const MAX_SERIES_BUCKETS = 1_000_000;

/** Most buckets at which a number that is kept apart per entity (a balance, orders per customer) stands in its window: eleven years of days. */
export const MAX_ENTITY_BUCKETS = 4_000;

/** Most times that buckets are looked at by windows, for each group: a week of hours, each with the year before it. */
export const MAX_WINDOW_STEPS = 100_000_000;

/** Most datasets that a question over several reads because they have the dimensions that it names. */
export const MAX_FACTS = 50;
