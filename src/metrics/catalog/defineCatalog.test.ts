import { describe, expect, it } from 'vitest';
import type { DatasetSpec, TypeReport } from './catalogSpec.js';
import { defineCatalog } from './defineCatalog.js';
import type { Dataset } from './definitions.js';

const SESSIONS: DatasetSpec = {
  dataset: 'sessions',
  description: 'One row per visit.',
  source: 'web.sessions',
  primaryKey: ['website_id', 'session_id'],
  time: 'started',
  dimensions: {
    started: { type: 'time', sql: 'session_start' },
    websiteId: { type: 'string', sql: 'website_id' },
    userId: { type: 'string', sql: 'user_id' },
    revenue: { type: 'decimal' },
    country: { type: 'string' },
    group: { type: 'string' },
    market: { type: 'string', sql: "if({country} = 'DE', 'home', 'abroad')" },
  },
  measures: {
    sessions: { agg: 'count' },
    visitors: { agg: 'uniq', sql: 'user_id', exposes: 'aggregate' },
    bounces: { agg: 'sum', sql: 'is_bounce', type: 'integer' },
    income: { agg: 'sum', sql: 'revenue' },
    homeSessions: { agg: 'count', filter: "{market} = 'home'", fill: 'null' },
    lastPage: { agg: 'argMax', sql: ['page', 'session_start'], type: 'string' },
    balance: {
      agg: 'sum',
      sql: 'amount',
      semiAdditive: { over: 'started', take: 'last', per: 'userId', ties: 'all' },
    },
  },
  segments: { paid: { sql: "traffic_source = 'paid'" } },
  metrics: {
    bounceRate: { ratio: ['bounces', 'sessions'], format: 'percent', goodWhen: 'down' },
    perVisitor: { derived: 'round(income / visitors, 2)' },
    pages: { derived: 'sessions + 2 * bounces' },
    homeIncome: { filtered: { of: 'income', where: "{market} = 'home'" } },
    homeShare: { ratio: ['homeIncome', 'income'] },
    running: { retention: { entity: 'userId', grain: 'week', periods: 4, mode: 'On_Or_After' } },
    balanceRatio: { ratio: ['balance', 'sessions'] },
  },
  relationships: { website: { to: 'sites', on: { website_id: 'id' }, cardinality: 'many-to-one' } },
  access: {
    analyst: { rows: 'all' },
    reader: { rows: { websiteId: { in: '$websites' } }, hide: ['userId'] },
  },
  rollups: {
    daily: {
      grain: 'day',
      dimensions: ['country'],
      measures: ['sessions', 'balance'],
      refresh: { every: '5m' },
    },
  },
};
const SITES: DatasetSpec = {
  dataset: 'sites',
  description: 'Websites.',
  source: 'meta.websites',
  dimensions: { id: { type: 'string' }, name: { type: 'string' } },
  access: { analyst: { rows: 'all' }, reader: { rows: { id: { in: '$websites' } } } },
};

/** Issues of the sessions dataset when some of it is replaced: `path: message`. */
function issuesOf(change: Partial<DatasetSpec>, types?: TypeReport): readonly string[] {
  return defineCatalog([{ ...SESSIONS, ...change }, SITES], types).issues.map(
    ({ dataset, path, message }) => {
      expect(dataset).toBe('sessions');
      return `${path.join('.')}: ${message}`;
    },
  );
}

function sessions(types?: TypeReport): Dataset {
  const { catalog, issues } = defineCatalog([SESSIONS, SITES], types);
  expect(issues).toEqual([]);
  return catalog.datasets.get('sessions') as Dataset;
}

describe('a valid dataset', () => {
  it('keeps its source, key, time and defaults', () => {
    const dataset = sessions();
    expect(dataset).toMatchObject({
      name: 'sessions',
      source: { kind: 'table', database: 'web', table: 'sessions', final: false },
      time: 'started',
      weekStart: 'monday',
    });
    expect(dataset.primaryKey.map(({ text }) => text)).toEqual(['website_id', 'session_id']);
    expect(dataset.rollups).toEqual(['daily']);
  });

  it('takes the member name for a column and quotes it when SQL would read a word', () => {
    const { dimensions } = sessions();
    expect(dimensions.get('country')?.sql.text).toBe('country');
    expect(dimensions.get('group')?.sql.text).toBe('`group`');
    expect(dimensions.get('group')?.sql.identifiers).toEqual(new Set(['group']));
  });

  it('expands references everywhere', () => {
    const { dimensions, measures, metrics } = sessions();
    expect(dimensions.get('market')?.sql.text).toBe("if((country) = 'DE', 'home', 'abroad')");
    expect(measures.get('homeSessions')?.filter?.text).toBe(
      "(if((country) = 'DE', 'home', 'abroad')) = 'home'",
    );
    expect(metrics.get('homeIncome')?.definition).toMatchObject({
      kind: 'filtered',
      where: { text: "(if((country) = 'DE', 'home', 'abroad')) = 'home'" },
    });
  });

  it('knows types without a report from what is declared', () => {
    const { dimensions, measures, metrics } = sessions();
    expect(dimensions.get('started')?.clickhouseType).toBe("DateTime64(3, 'UTC')");
    expect([...measures.values()].map(({ name, type }) => `${name} ${type}`)).toEqual([
      'sessions integer',
      'visitors integer',
      'bounces integer',
      'income decimal',
      'homeSessions integer',
      'lastPage string',
      'balance float',
    ]);
    expect([...metrics.values()].map(({ name, type }) => `${name} ${type}`)).toEqual(
      expect.arrayContaining([
        'bounceRate float',
        'perVisitor float',
        'pages integer',
        'homeIncome decimal',
        'homeShare float',
      ]),
    );
  });

  it('takes types from ClickHouse when there is a report', () => {
    const dataset = sessions({
      dimensions: new Map([['sessions.userId', 'LowCardinality(Nullable(String))']]),
      measures: new Map([['sessions.income', { args: ['Nullable(Float64)'], result: 'Nullable(Float64)' }]]),
    });
    expect(dataset.dimensions.get('userId')?.clickhouseType).toBe('LowCardinality(Nullable(String))');
    expect(dataset.measures.get('income')).toMatchObject({
      type: 'float',
      argumentTypes: ['Nullable(Float64)'],
      clickhouseType: 'Nullable(Float64)',
    });
    expect(dataset.metrics.get('homeIncome')?.type).toBe('float');
  });

  it('fills counts and sums with zero unless told otherwise', () => {
    const fills = [...sessions().measures.values()].map(({ name, fillWith }) => `${name} ${fillWith}`);
    expect(fills).toEqual([
      'sessions zero',
      'visitors zero',
      'bounces zero',
      'income zero',
      'homeSessions null',
      'lastPage null',
      'balance null',
    ]);
  });

  it('reads funnels and retentions, which are no numbers', () => {
    const { metrics, presets } = sessions();
    expect(metrics.has('running')).toBe(false);
    expect(presets?.get('running')).toMatchObject({
      kind: 'retention',
      retention: { entity: 'userId', grain: 'WEEK', periods: 4, mode: 'ON_OR_AFTER' },
    });
  });

  it('reads policies', () => {
    const { policies } = sessions();
    expect(policies.get('analyst')).toEqual({
      role: 'analyst',
      rows: { kind: 'all' },
      hide: new Set(),
      masks: new Map(),
    });
    expect(policies.get('reader')?.rows).toEqual({
      kind: 'in',
      dimension: 'websiteId',
      value: { attribute: 'websites' },
    });
    expect(policies.has('owner')).toBe(false);
    const { catalog } = defineCatalog([
      {
        ...SITES,
        access: {
          reader: {
            rows: {
              and: [
                { id: { eq: 'a' } },
                { or: [{ id: { in: ['b'] } }, { name: { in: '$names' }, id: { in: ['c'] } }] },
              ],
            },
            mask: { name: null },
            limits: { rows: 10, bytes: '1.5GB', memory: '2GiB', seconds: 0.5 },
          },
        },
      },
    ]);
    const reader = catalog.datasets.get('sites')?.policies.get('reader');
    expect(reader?.limits).toEqual({ rows: 10, bytes: 1.5e9, memory: 2 ** 31, seconds: 0.5 });
    expect(reader?.masks).toEqual(new Map([['name', { show: { kind: 'null' } }]]));
    expect(reader?.rows).toEqual({
      kind: 'and',
      of: [
        { kind: 'in', dimension: 'id', value: { values: ['a'] } },
        {
          kind: 'or',
          of: [
            { kind: 'in', dimension: 'id', value: { values: ['b'] } },
            {
              kind: 'and',
              of: [
                { kind: 'in', dimension: 'name', value: { attribute: 'names' } },
                { kind: 'in', dimension: 'id', value: { values: ['c'] } },
              ],
            },
          ],
        },
      ],
    });
  });

  it('may be a SELECT', () => {
    const sql = " WITH x AS (SELECT 1 AS a) SELECT format('{}', a) AS country FROM x ";
    const { catalog, issues } = defineCatalog([{ dataset: 'made', description: '', sql }]);
    expect(issues).toEqual([]);
    expect(catalog.datasets.get('made')?.source).toEqual({ kind: 'sql', text: sql.trim() });
  });
});

describe('mistakes', () => {
  it.each<[string, Partial<DatasetSpec>, readonly string[]]>([
    [
      'no source',
      { source: undefined },
      ['dataset: Give exactly one of "source: database.table" and "sql: SELECT …".'],
    ],
    [
      'two sources',
      { sql: 'SELECT 1' },
      ['sql: Give exactly one of "source: database.table" and "sql: SELECT …".'],
    ],
    ['half a source', { source: 'sessions' }, ['source: "sessions" is not a table: write "database.table".']],
    [
      'SQL in a source',
      { source: 'web.sessions; DROP' },
      ['source: "web.sessions; DROP" is not a table: write "database.table".'],
    ],
    [
      'a source that is no SELECT',
      { source: undefined, sql: 'DROP TABLE x' },
      ['sql: The "sql" of a dataset is one SELECT (it may begin with WITH).'],
    ],
    [
      'several statements',
      { source: undefined, sql: 'SELECT 1; SELECT 2' },
      ['sql: ";" is not allowed: write one expression.'],
    ],
    [
      'a SELECT with settings',
      { source: undefined, sql: 'SELECT 1 SETTINGS max_threads = 1' },
      ['sql: "SETTINGS" is not allowed in the "sql" of a dataset; if it is a column, quote it: `SETTINGS`.'],
    ],
    [
      'a SELECT that closes more than it opens',
      { source: undefined, sql: 'SELECT 1) x, (SELECT 2' },
      ['sql: ")" closes nothing: check the parentheses.'],
    ],
    [
      'a key that is no expression',
      { primaryKey: ['website_id', 'a; b'] },
      ['primaryKey.1: ";" is not allowed: write one expression.'],
    ],
    [
      'an unknown time',
      { time: 'startd' },
      ['time: There is no dimension "startd". Did you mean "started"?'],
    ],
    [
      'a time that is none',
      { time: 'country', rollups: {} },
      ['time: "country" is of type string; the default time dimension has to be of type time or date.'],
    ],
    [
      'a zone that is none',
      { timezone: 'Europe/Berln' },
      ['timezone: "Europe/Berln" is not a time zone. Did you mean "Europe/Berlin"?'],
    ],
    [
      'websites by dimensions that are not there or of other types',
      { website: { id: 'websitId', bots: 'country' } },
      [
        'website.id: There is no dimension "websitId". Did you mean "websiteId"?',
        'website.bots: "country" is of type string; whether a row is that of a program is a boolean.',
      ],
    ],
    [
      'a name with an underscore',
      { segments: { paid_only: { sql: 'a' } } },
      [
        'segments.paid_only: "paid_only" is not a valid name: use a lower-case letter, then letters and digits (camelCase).',
      ],
    ],
    [
      'a reserved member',
      { segments: { totals: { sql: 'a' } } },
      [
        'segments.totals: "totals" is reserved by the GraphQL API; choose another name (its "sql" may stay the same).',
      ],
    ],
    [
      'the name of another member',
      { relationships: { country: { to: 'sites', on: { a: 'id' }, cardinality: 'many-to-one' } } },
      ['relationships.country: "country" is already one of the dimensions: names are unique in a dataset.'],
    ],
    [
      'a segment that is no expression',
      { segments: { paid: { sql: 'a IN users' } } },
      [
        'segments.paid.sql: IN must be followed by a list of values, as in "IN (1, 2)": a bare name would read a table. Use "=" or has() for a column.',
      ],
    ],
    [
      'an unknown role',
      { access: { readr: { rows: 'all' } } },
      ['access.readr: There is no role "readr". Did you mean "reader"?'],
    ],
    [
      'hiding what is not there',
      { access: { reader: { rows: 'all', hide: ['userid', 'bounceRate', 'paid', 'website'] } } },
      ['access.reader.hide.0: There is no member "userid". Did you mean "userId"?'],
    ],
    [
      'a mask, group size and limit that are none',
      { access: { reader: { rows: 'all', mask: { ip: null }, minGroupSize: 0, limits: { rows: -1 } } } },
      [
        'access.reader.minGroupSize: A minimum group size is a whole number of at least 1.',
        'access.reader.mask.ip: There is no dimension "ip".',
        'access.reader.limits.rows: Write a whole number above 0: a limit of nothing would refuse every question.',
      ],
    ],
    [
      'an unknown rollup field',
      { rollups: { daily: { grain: 'dayy', dimensions: ['contry'], measures: ['session'] } } },
      [
        'rollups.daily.grain: There is no grain "dayy". Did you mean "day"?',
        'rollups.daily.dimensions.0: There is no dimension "contry". Did you mean "country"?',
        'rollups.daily.measures.0: There is no measure "session". Did you mean "sessions" or "homeSessions"?',
      ],
    ],
    [
      'a rollup schedule that is none',
      {
        rollups: {
          daily: { dimensions: [], measures: 'all', refresh: { every: 'often' } },
          weekly: { dimensions: [], measures: 'all', refresh: {} },
        },
      },
      [
        'rollups.daily.refresh.every: "often" is not a duration: write a number and s, m, h or d, as in "5m".',
        'rollups.weekly.refresh: Give exactly one of "every" and "cron".',
      ],
    ],
    [
      'a relationship to nowhere',
      { relationships: { website: { to: 'sits', on: { a: 'b' }, cardinality: 'many-to-one' } } },
      ['relationships.website.to: There is no dataset "sits". Did you mean "sites"?'],
    ],
    [
      'a relationship on nothing',
      { relationships: { website: { to: 'sites', on: {}, cardinality: 'many-to-one' } } },
      [
        'relationships.website.on: A relationship needs at least one pair of columns: { this_column: other_column }.',
      ],
    ],
    [
      'a relationship on no expression',
      { relationships: { website: { to: 'sites', on: { website_id: 'a; b' }, cardinality: 'many-to-one' } } },
      ['relationships.website.on.website_id: ";" is not allowed: write one expression.'],
    ],
  ])('%s', (_, change, expected) => {
    expect(issuesOf(change)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'access.reader.rows: Say which rows the role may see'],
    ['another word', 'none', 'access.reader.rows: Say which rows the role may see'],
    [
      'an empty filter',
      {},
      'access.reader.rows: An empty filter would keep every row: write "rows: all" if that is meant.',
    ],
    ['an empty or', { or: [] }, 'access.reader.rows.or: "or" is a list of at least one filter.'],
    [
      'an empty filter inside',
      { and: [{}] },
      'access.reader.rows.and.0: An empty filter would keep every row',
    ],
    ['a word inside', { and: ['all'] }, 'access.reader.rows.and.0: A filter looks like'],
    [
      'an unknown dimension',
      { websiteID: { in: '$websites' } },
      'access.reader.rows.websiteID: There is no dimension "websiteID". Did you mean "websiteId"?',
    ],
    [
      'a dimension of no granting type',
      { started: { in: ['2024-01-01'] } },
      'access.reader.rows.started: Rows cannot be granted by "started", which is of type time',
    ],
    [
      'another operator',
      { websiteId: { ne: 'a' } },
      'access.reader.rows.websiteId: A condition has exactly one operator',
    ],
    [
      'two operators',
      { websiteId: { in: ['a'], eq: 'a' } },
      'access.reader.rows.websiteId: A condition has exactly one operator',
    ],
    [
      'a bare value',
      { websiteId: 'a' },
      'access.reader.rows.websiteId: A condition has exactly one operator',
    ],
    [
      'an attribute of no name',
      { websiteId: { in: '$web-sites' } },
      'access.reader.rows.websiteId.in: "$web-sites" is not a caller attribute',
    ],
    [
      'a forgotten dollar',
      { websiteId: { in: 'websites' } },
      'access.reader.rows.websiteId.in: "in" takes a caller attribute such as $websites, or a list of values.',
    ],
    [
      'an attribute in a list',
      { websiteId: { in: ['$websites'] } },
      'access.reader.rows.websiteId.in: "$websites" stands inside a list',
    ],
    [
      'a value of another type',
      { websiteId: { in: ['a', 5] } },
      'access.reader.rows.websiteId.in: 5 is not of type string.',
    ],
    ['a list for eq', { websiteId: { eq: ['a'] } }, 'access.reader.rows.websiteId.eq: "eq" takes one value'],
  ])('rows that are %s make no policy', (_, rows, expected) => {
    const { catalog, issues } = defineCatalog([
      { ...SESSIONS, access: { reader: { rows: rows as 'all' } } },
      SITES,
    ]);
    expect(issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      expect.stringContaining(expected),
    ]);
    expect(catalog.datasets.get('sessions')?.policies.size).toBe(0);
  });

  const members = (change: Partial<DatasetSpec>) => {
    const base: DatasetSpec = {
      dataset: 'sessions',
      description: '',
      source: 'web.sessions',
      dimensions: { country: { type: 'string' }, at: { type: 'time' } },
      measures: { sessions: { agg: 'count' }, first: { agg: 'min', sql: 'at' } },
    };
    return defineCatalog([{ ...base, ...change }]).issues.map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );
  };

  it.each<[string, DatasetSpec['dimensions'], readonly string[]]>([
    [
      'refer to each other',
      { a: { type: 'string', sql: '{b}' }, b: { type: 'string', sql: 'lower({a})' } },
      [
        'dimensions.a.sql: Dimensions refer to each other in a circle: a → b → a.',
        'dimensions.b.sql: Dimensions refer to each other in a circle: a → b → a.',
      ],
    ],
    [
      'refer to nothing',
      { country: { type: 'string' }, a: { type: 'string', sql: '{contry}' } },
      ['dimensions.a.sql: "{contry}" is not a dimension of this dataset. Did you mean "country"?'],
    ],
    [
      'aggregate',
      { a: { type: 'integer', sql: 'sum(x)' } },
      [
        'dimensions.a.sql: "sum" is an aggregate function: a dimension is a value of each row; declare a measure.',
      ],
    ],
    [
      'are named after what an object has',
      { a: { type: 'string', sql: '{toString}' } },
      ['dimensions.a.sql: "{toString}" is not a dimension of this dataset.'],
    ],
  ])('dimensions that %s', (_, dimensions, expected) => {
    expect(members({ dimensions, measures: {} })).toEqual(expected);
  });

  it.each<[string, NonNullable<DatasetSpec['measures']>[string], readonly string[]]>([
    [
      'name no function',
      { agg: 'cont' },
      ['measures.a.agg: "cont" is not a known aggregate function. Did you mean "count"?'],
    ],
    ['miss their argument', { agg: 'sum' }, ['measures.a.sql: "sum" needs an argument: give "sql".']],
    [
      'have a wrong argument',
      { agg: 'argMax', sql: ['a', 'b; c'] },
      ['measures.a.sql.1: ";" is not allowed: write one expression.'],
    ],
    [
      'have a wrong filter',
      { agg: 'count', filter: 'x FROM y' },
      [
        'measures.a.filter: "FROM" is a clause of SQL and not allowed in an expression. If it is a column, quote it: `FROM`.',
      ],
    ],
    [
      'aggregate twice',
      { agg: 'max', sql: 'sum(x)' },
      [
        'measures.a.sql: "sum" is an aggregate function inside another: "sql" is a value of each row, "agg" is what happens to it.',
      ],
    ],
    [
      'fill what is no number',
      { agg: 'min', sql: 'at', fill: 'zero' },
      ['measures.a.fill: "fill: zero" is for numbers; this measure is of type time.'],
    ],
    [
      'keep a rule of time over no time',
      { agg: 'sum', sql: 'x', semiAdditive: { over: 'country', take: 'last', per: ['contry'] } },
      [
        'measures.a.semiAdditive.over: "country" is of type string; a semi-additive rule goes over a time or date dimension.',
        'measures.a.semiAdditive.per: There is no dimension "contry". Did you mean "country"?',
        'measures.a.semiAdditive: Of several rows at one time one is taken by the primary key: give the dataset a "primaryKey", or say "ties: all".',
      ],
    ],
  ])('measures that %s', (_, a, expected) => {
    expect(members({ measures: { a } })).toEqual(expected);
  });

  it.each<[string, DatasetSpec['metrics'], readonly string[]]>([
    [
      'are of no kind',
      { a: { format: 'percent' } },
      [
        'metrics.a: A metric has exactly one of ratio, derived, filtered, cumulative, shift, conversion, level, rank, funnel, retention; this one has none.',
      ],
    ],
    [
      'are of two kinds',
      { a: { ratio: ['sessions', 'sessions'], derived: 'sessions' } },
      [
        'metrics.a: A metric has exactly one of ratio, derived, filtered, cumulative, shift, conversion, level, rank, funnel, retention; this one has ratio and derived.',
      ],
    ],
    [
      'name nothing known',
      { a: { ratio: ['sesions', 'sessions'] } },
      ['metrics.a.ratio.0: There is no measure or metric "sesions". Did you mean "sessions"?'],
    ],
    [
      'name a dimension',
      { a: { derived: 'country + 1' } },
      ['metrics.a.derived: There is no measure or metric "country".'],
    ],
    [
      'name nothing',
      { a: { derived: '1 + 1' } },
      ['metrics.a.derived: The formula names no measure or metric.'],
    ],
    ['are no formula', { a: { derived: 'sessions +' } }, ['metrics.a.derived: The formula ends too early.']],
    [
      'compute with times',
      { a: { derived: 'first - 1' }, b: { ratio: ['sessions', 'first'] } },
      [
        'metrics.a.derived: "first" is of type time; only numbers can be computed with.',
        'metrics.b.ratio.1: "first" is of type time; only numbers can be computed with.',
      ],
    ],
    [
      'refer to themselves',
      { a: { derived: 'a + 1' } },
      ['metrics.a: Metrics refer to each other in a circle: a → a.'],
    ],
    [
      'refer to each other',
      { a: { ratio: ['b', 'sessions'] }, b: { filtered: { of: 'a', where: 'x' } }, c: { derived: 'a' } },
      ['metrics.a: Metrics refer to each other in a circle: a → b → a.'],
    ],
    [
      'filter by no expression',
      { a: { filtered: { of: 'sessions', where: '(' } } },
      ['metrics.a.filtered.where: "(" is not closed: check the parentheses.'],
    ],
    [
      'rest on a broken one',
      { a: { derived: 'sessions +' }, b: { ratio: ['a', 'sessions'] } },
      ['metrics.a.derived: The formula ends too early.'],
    ],
  ])('metrics that %s', (_, metrics, expected) => {
    expect(members({ metrics })).toEqual(expected);
  });

  it('in names of datasets', () => {
    const of = (dataset: string) =>
      defineCatalog([{ dataset, description: '', source: 'a.b' }]).issues.map(({ message }) => message);
    expect(of('viewer')).toEqual([
      '"viewer" is reserved by the GraphQL API; choose another name (its "sql" may stay the same).',
    ]);
    expect(of('page_views')).toEqual([
      '"page_views" is not a valid name: use a lower-case letter, then letters and digits (camelCase).',
    ]);
    expect(of('__proto__')).toHaveLength(1);
    expect(defineCatalog([SITES, SITES]).issues).toEqual([
      { dataset: 'sites', path: ['dataset'], message: 'There are two datasets "sites".' },
    ]);
  });

  it('that only ClickHouse can see', () => {
    const types: TypeReport = {
      dimensions: new Map([
        ['sessions.userId', 'UInt64'],
        ['sessions.started', 'Date'],
      ]),
      measures: new Map([
        ['sessions.bounces', { args: ['Float64'], result: 'Float64' }],
        ['sessions.visitors', { args: ['String'], result: 'Map(String, UInt64)' }],
      ]),
    };
    expect(issuesOf({}, types)).toEqual([
      'dimensions.started.type: Declared as time, but ClickHouse reports Date: declare "type: date" or convert it in "sql" with toDateTime64(…).',
      'dimensions.userId.type: Declared as string, but ClickHouse reports UInt64: declare "type: integer" or convert it in "sql" with toString(…).',
      'measures.visitors.agg: ClickHouse reports Map(String, UInt64), which no field can have: take a part of it in "sql" or choose another function.',
      'measures.bounces.type: Declared as integer, but ClickHouse reports Float64: declare "type: float" or convert it in "sql" with toInt64(…).',
      expect.stringContaining('metrics.perVisitor.derived: "visitors" is of type string'),
    ]);
  });
});
