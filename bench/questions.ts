/** What is asked, of Vernier and of Apollo in the same words. Its operation is named like the question. */
export interface Question {
  readonly name: string;
  /** Row of the report. */
  readonly label: string;
  readonly document: string;
  /** Seconds that may be spent on measuring it. */
  readonly seconds: number;
}

/** A view's SQL as the stock client takes it. */
export interface BoundSql {
  readonly query: string;
  readonly query_params: Readonly<Record<string, unknown>>;
  readonly clickhouse_settings: Readonly<Record<string, string | number>>;
}

const DAY = 'time: { range: { from: "2001-03-05", to: "2001-03-06" } }';
const COLUMNS = 'departure origin destination distance delay flights';

const rows = (limit: number, seconds: number): Question => ({
  name: `rows${limit}`,
  label: `${limit.toLocaleString('en')} rows`,
  document: `query rows${limit} { flights(${DAY}) { rows(limit: ${limit}) { ${COLUMNS} } } }`,
  seconds,
});

export const TOTALS: Question = {
  name: 'totals',
  label: 'totals',
  document: `query totals { flights(${DAY}) { totals { flights averageDelay late miles } } }`,
  seconds: 5,
};

/** The views of the dashboard, by response key of their scope. */
const VIEWS = {
  totals: 'totals { flights averageDelay late }',
  busiest: 'rows(orderBy: [{ flights: DESC }], limit: 10) { origin flights averageDelay }',
  weekdays: 'rows { departure(part: DAY_OF_WEEK) flights lateShare }',
  routes: 'rows(orderBy: [{ flights: DESC }], limit: 10) { origin destination flights }',
};
const scopes = Object.entries(VIEWS).map(([key, view]) => `${key}: flights(${DAY}) { ${view} }`);

export const DASHBOARD: Question = {
  name: 'dashboard',
  label: 'dashboard of 4 views',
  document: `query dashboard { ${scopes.join(' ')} }`,
  seconds: 6,
};

/** The same four views, each asked by itself. */
export const DASHBOARD_PARTS: readonly string[] = scopes.map((scope) => `query dashboard { ${scope} }`);

export const QUESTIONS: readonly Question[] = [
  rows(10, 6),
  rows(1_000, 6),
  rows(10_000, 9),
  TOTALS,
  DASHBOARD,
];
