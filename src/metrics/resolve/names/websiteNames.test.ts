import { describe, expect, it } from 'vitest';
import { QueryError } from '../../../errors.js';
import type { DatasetSpec } from '../../catalog/catalogSpec.js';
import { defineCatalog } from '../../catalog/defineCatalog.js';
import type { Role } from '../../catalog/definitions.js';
import { catalogFor } from '../../catalog/roleCatalog.js';
import { compileQuery } from '../../compileQuery.js';
import type { MetricQuery } from '../../query/metricQuery.js';
import type { WebsiteFact } from '../../query/websiteFacts.js';
import { checkMetrics } from '../checkMetrics.js';

const HITS: DatasetSpec = {
  dataset: 'hits',
  description: '',
  source: 'web.hits',
  time: 'at',
  dimensions: {
    siteId: { type: 'string', sql: 'site' },
    at: { type: 'time' },
    who: { type: 'string' },
    visit: { type: 'string' },
    path: { type: 'string' },
    action: { type: 'string' },
    seconds: { type: 'integer' },
    isDouble: { type: 'boolean', sql: 'is_double' },
    slot1: { type: 'string', sql: 'a' },
    slot2: { type: 'string', sql: 'b' },
    sum1: { type: 'float', sql: 'c' },
    sum2: { type: 'float', sql: 'd' },
  },
  measures: {
    visits: { agg: 'uniq', sql: 'visit' },
    people: { agg: 'uniq', sql: 'who', exposes: 'aggregate' },
  },
  website: {
    id: 'siteId',
    custom: { dimensions: 'slot', metrics: 'sum', filter: 'NOT is_double' },
    goals: { conversions: 'visits', visitors: 'people', path: 'path', action: 'action', duration: 'seconds' },
    funnels: { entity: 'who', window: { n: 1, unit: 'day' }, path: 'path', action: 'action' },
  },
  access: {
    analyst: { rows: 'all' },
    owner: { rows: { siteId: { in: '$websites' } }, hide: ['who', 'slot2', 'action'] },
    reader: { rows: { siteId: { in: '$websites' } }, hide: ['isDouble', 'siteId'] },
  },
};

const site = (id: string, more: Partial<WebsiteFact> = {}): WebsiteFact => ({
  id,
  timezone: 'UTC',
  botFiltering: false,
  samplingRate: 1,
  customDimensions: [{ name: 'Plan', index: 1, scope: 'hit' }],
  customMetrics: [{ name: 'Plan', index: 1, type: 'integer' }],
  goals: [
    { name: 'Buys', type: 'event', match: 'equals', value: 'buy', worth: '0.35' },
    { name: 'Reads', type: 'destination', match: 'begins_with', value: '/a', worth: null },
  ],
  funnels: [
    {
      name: 'Way',
      steps: [
        { name: 'in', type: 'page', match: 'equals', value: '/' },
        { name: 'out', type: 'page', match: 'equals', value: '/bye' },
      ],
    },
  ],
  ...more,
});
const SITES = [
  site('aa'),
  site('bb', { customDimensions: [{ name: 'Plan', index: 2, scope: 'user' }] }),
  site('cc', { customDimensions: [], goals: [{ name: 'Buys', type: 'event', match: 'equals', value: 'buy', worth: '3' }] }),
]; // prettier-ignore

const { catalog, issues } = defineCatalog([HITS]);

function compile(query: Partial<MetricQuery>, { role = 'analyst', websites = ['aa', 'bb', 'cc'], sites = SITES }: { role?: Role; websites?: readonly string[]; sites?: readonly WebsiteFact[] } = {}) {
  return compileQuery({
    catalog: catalogFor(catalog, role),
    query: { dataset: 'hits', view: 'rows', timezone: 'UTC', ...query },
    viewer: { subject: 's', role, attributes: new Map([['websites', websites]]) },
    now: new Date('2024-03-05T12:00:00Z'),
    websites: sites,
  }).statement;
} // prettier-ignore

function messages(...asked: Parameters<typeof compile>): readonly string[] {
  try {
    compile(...asked);
  } catch (error) {
    if (error instanceof QueryError) return error.issues.map(({ message }) => message);
    throw error;
  }
  return expect.fail('It compiled.');
}

const plan = { select: [{ field: 'custom', name: 'Plan' }] };

describe('names of websites', () => {
  it('are one expression over the slots of each website, with bound ids', () => {
    expect(issues).toEqual([]);
    const { text, parameters } = compile(plan);
    expect(text).toContain(
      'multiIf(site IN {p1:Array(String)}, a, site IN {p2:Array(String)}, b, NULL) AS custom',
    );
    expect(parameters.slice(0, 2).map(({ value }) => value)).toEqual([['aa'], ['bb']]);
    expect(compile(plan, { sites: SITES.slice(0, 1) }).text).toContain(
      'if(site IN {p1:Array(String)}, a, NULL)',
    );
  });

  it('are narrowed to the websites that the question is about', () => {
    const where = { siteId: { in: ['bb', 'nowhere'] }, and: [{ siteId: { in: ['bb', 'cc'] } }] };
    expect(compile({ ...plan, where }).parameters[0]?.value).toEqual(['bb']);
    // Either way, and not, and what stands behind them, say nothing of which website all rows are of.
    for (const other of [
      { or: [{ siteId: { eq: 'bb' } }, { path: { eq: '/' } }] },
      { not: { siteId: { eq: 'bb' } } },
    ])
      expect(compile({ ...plan, where: other }).text).toContain('multiIf(');
  });

  it('of websites that a role is not granted are nobody’s, also where it sees all rows of another dataset', () => {
    expect(
      messages({ select: [{ field: 'goal', name: 'Reads' }] }, { role: 'owner', websites: ['cc'] }),
    ).toEqual(['There is no goal "Reads" on the websites that you may see.']);
    expect(
      compile({ select: [{ field: 'goal', name: 'Reads' }] }, { role: 'owner' }).parameters[0]?.value,
    ).toEqual(['aa', 'bb']);
  });

  it('do not reach what is hidden', () => {
    // Of the slots of Plan the owner sees the first, and no action at all.
    expect(compile(plan, { role: 'owner' }).text).toContain('if(site IN {p1:Array(String)}, a, NULL)');
    expect(compile(plan, { role: 'owner' }).text).not.toMatch(/\bb\b/);
    expect(messages(plan, { role: 'owner', websites: ['bb'] })).toEqual([
      'There is no custom dimension "Plan" on the websites that you may see.',
    ]);
    expect(messages({ select: [{ field: 'goal', name: 'Buys' }] }, { role: 'owner' })).toEqual([
      'There is no goal "Buys" on the websites that you may see.',
    ]);
    expect(messages({ view: 'funnel', funnel: { name: 'Way' } }, { role: 'owner' })).toEqual([
      'Say in "entity" who goes through: whom the catalog follows is hidden from your role.',
    ]);
    expect(
      compile({ view: 'funnel', funnel: { name: 'Way', entity: 'visit' } }, { role: 'owner' }).text,
    ).toContain('visit');
    // Without the id of the website nothing can be told by names.
    for (const field of ['custom', 'customMetric', 'goal'])
      expect(messages({ select: [{ field, name: 'Plan' }] }, { role: 'reader' })).toEqual(
        [
          expect.stringContaining(`There is no field "${field}" in dataset "hits".`),
          `"${field}" has no "name".`,
        ].reverse(),
      );
    expect(messages({ view: 'funnel', funnel: { name: 'Way' } }, { role: 'reader' })[0]).toContain(
      'There is no funnel "Way" in dataset "hits".',
    );
  });

  it('stand wherever a member can, and are what the same question says by hand', () => {
    const named = compile({
      select: [{ field: 'path' }, { field: 'goal', name: 'Reads', as: 'n' }],
      where: { siteId: { eq: 'aa' } },
      having: { alias: { name: 'n', gt: 1 } },
      orderBy: [{ alias: { name: 'n', direction: 'DESC' } }],
    });
    const byHand = compile({
      select: [
        { field: 'path' },
        { field: 'visits', as: 'n', where: { siteId: { in: ['aa'] }, path: { startsWith: '/a' } } },
      ],
      where: { siteId: { eq: 'aa' } },
      having: { alias: { name: 'n', gt: 1 } },
      orderBy: [{ alias: { name: 'n', direction: 'DESC' } }],
    });
    expect(named).toEqual(byHand);
  });

  it('are worth exactly what the websites say', () => {
    const { text } = compile({ view: 'totals', select: [{ field: 'goal', name: 'Buys', show: 'VALUE' }] });
    expect(text).toMatch(/\* 35 \+ .*\* 300\) \/ 100 AS goal/s);
  });

  it('are bounded', () => {
    const select = Array.from({ length: 300 }, (_, index) => ({
      field: 'custom',
      name: `n${index}`,
      as: `k${index}`,
    }));
    const found = messages({ select });
    expect(found.at(-1)).toBe('A question names at most 100 things of websites.');
    expect(found).toHaveLength(101);
  });
});

describe('what a dataset says of websites', () => {
  const wrong = (website: DatasetSpec['website'], more: Partial<DatasetSpec> = {}): readonly string[] => {
    const made = defineCatalog([{ ...HITS, website, ...more }]);
    return [...made.issues, ...(made.issues.length > 0 ? [] : checkMetrics(made.catalog))].map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );
  };

  it.each<[string, DatasetSpec['website'], readonly string[]]>([
    ['slots that are not there', { id: 'siteId', custom: { dimensions: 'slit' } }, ['website.custom.dimensions: There are no dimensions "slit1", "slit2" … in this dataset.']],
    ['slots of another type', { id: 'siteId', custom: { metrics: 'slot' } }, ['website.custom.metrics: "slot1" is of type string; these are all of type float.', 'website.custom.metrics: "slot2" is of type string; these are all of type float.']],
    ['measures that are not there', { id: 'siteId', goals: { conversions: 'visit', visitors: 'people' } }, ['website.goals.conversions: There is no measure "visit". Did you mean "visits"?']],
    ['a path that leads nowhere', { id: 'siteId', goals: { conversions: 'visits', visitors: 'people', path: 'pages.path' } }, ['website.goals.path: "pages.path" is no dimension that this dataset has or leads to.']],
    ['a path that is no text', { id: 'siteId', goals: { conversions: 'visits', visitors: 'people', path: 'seconds' } }, ['website.goals.path: goal "tried" cannot be asked like this. "/" is not a whole number.']],
    ['views of what is not there', { id: 'siteId', funnels: { entity: 'who', window: { n: 1, unit: 'day' }, path: 'path', views: { kind: { eq: 'page' } } } }, ['website.funnels.path: "path" is no dimension that this dataset has or leads to, or "views" names what its dataset does not have.']],
    ['a window of nothing', { id: 'siteId', funnels: { entity: 'who', window: { n: 1, unit: 'dey' } } }, [expect.stringContaining('website.funnels.window.unit: There is no unit') as string]],
  ])('is refused with %s', (_, website, expected) => {
    expect(wrong(website)).toEqual(expected);
  }); // prettier-ignore

  it('takes the names of its fields', () => {
    expect(
      wrong(HITS.website, { segments: {}, measures: { ...HITS.measures, goal: { agg: 'count' } } }),
    ).toEqual([
      'measures.goal: "goal" is the field that asks by a website\'s names (website.goals): choose another name.',
    ]);
  });
});
