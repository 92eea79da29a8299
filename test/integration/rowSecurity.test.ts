import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  compileQuery,
  decodeRows,
  defineCatalog,
  type DatasetSpec,
  type Statement,
} from '../../src/metrics/index.js';
import { FIXTURE_SPECS, FIXTURE_TYPES, fixtureViewer } from '../support/fixture/fixtureCatalog.js';
import { compileCase, goldenCases, readCaseFile, type GoldenCase } from '../support/goldenCases.js';
import { openFixture } from '../support/openFixture.js';
import { scansOf } from '../support/scans.js';

/** What the policies of the fixture must look like in SQL. Roles and tables that are not here see every row. */
const PREDICATES: Readonly<Record<string, RegExp>> = {
  'owner fixture.visits': /^site_id IN \{p\d+:Array\(String\)\}$/,
  'reader fixture.visits': /^site_id IN \{p\d+:Array\(String\)\}$/,
  'owner fixture.sites': /^id IN \{p\d+:Array\(String\)\}$/,
  'reader fixture.sites': /^id IN \{p\d+:Array\(String\)\}$/,
  'reader fixture.regions': /^label IN \{p\d+:Array\(String\)\}$/,
  'owner fixture.notes': /^\(?site_id IN \{p\d+:Array\(String\)\} OR open IN \{p\d+:Array\(Bool\)\}\)?$/,
  'reader fixture.notes': /^site_id IN \{p\d+:Array\(String\)\}$/,
  'owner fixture.siteDays': /^site_id IN \{p\d+:Array\(String\)\}$/,
  'owner fixture.siteNames': /^id IN \{p\d+:Array\(String\)\}$/,
};

/** Of a dataset whose policy looks at other rows: at those of a related one, and for what it masks. What decides is read whole, as the catalog says. */
const INCOGNITO: Readonly<Record<string, RegExp>> = {
  ...PREDICATES,
  'reader fixture.visits': /^site_id IN \($/,
  'reader fixture.sites': /^(?:name IN \{p\d+:Array\(String\)\} AND )?id IN \{p\d+:Array\(String\)\}$/,
  'reader fixture.notes': /^(?:site_id IN \{p\d+:Array\(String\)\}|open IN \{p\d+:Array\(Bool\)\})$/,
};

const compiled = goldenCases().filter((golden) => readCaseFile(golden, 'error.json') === undefined);
const roleOf = ({ asked }: GoldenCase) => asked.role ?? 'owner';
/** A dataset that is a SELECT of the catalog carries its policy around that SELECT, not in it: it is looked at as a table of its name. */
function asTables(text: string): string {
  return FIXTURE_SPECS.reduce((seen, { dataset, sql }) => {
    if (sql === undefined) return seen;
    const words = sql
      .trim()
      .split(/\s+/)
      .map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
    return seen.replaceAll(new RegExp(`\\(\\s*${words.join('\\s+')}\\s*\\)`, 'g'), `fixture.${dataset}`);
  }, text);
}

describe('every scan', () => {
  it.each(compiled.map((golden) => [golden.name, golden] as const))(
    'carries the row policy: %s',
    (_, golden) => {
      const text = asTables(compileCase(golden).statement.text);
      const scans = scansOf(text);
      // Every mention of a table is one of the scans that were looked at.
      expect(scans).toHaveLength(text.split(' fixture.').length - 1);
      const predicates = golden.asked.query.dataset === 'incognito' ? INCOGNITO : PREDICATES;
      for (const { table, predicate } of scans) {
        const wanted = predicates[`${roleOf(golden)} ${table}`];
        if (wanted !== undefined) expect(predicate, text).toMatch(wanted);
      }
    },
  );
});

describe('without a predicate', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openFixture();
  });
  afterAll(() => warehouse.close());

  const rowsOf = async (statement: Statement): Promise<string> => {
    const { rows } = await warehouse.query(statement);
    return JSON.stringify(decodeRows(statement, rows as unknown[][]).map((row) => [...row]));
  };
  const compileWith = (specs: readonly DatasetSpec[], { asked }: GoldenCase): Statement => {
    const { catalog, issues } = defineCatalog([...specs], FIXTURE_TYPES);
    expect(issues).toEqual([]);
    const { role = 'owner', sites, now = '2024-03-05T12:00:00Z', query } = asked;
    return compileQuery({
      catalog: catalogFor(catalog, role),
      query,
      viewer: fixtureViewer(role, sites),
      now: new Date(now),
    }).statement;
  };

  // A test of the tests: were the policy of one dataset dropped, some golden case would answer differently, whatever its SQL looks like.
  it.each(['visits', 'sites', 'notes', 'siteDays', 'siteNames'])(
    'of %s the golden cases answer differently',
    async (dropped) => {
      const open = FIXTURE_SPECS.map((spec) =>
        spec.dataset === dropped
          ? { ...spec, access: { ...spec.access, owner: { rows: 'all' as const } } }
          : spec,
      );
      const table = /fixture\.\w+/.exec(open.find(({ dataset }) => dataset === dropped)?.source ?? '')?.[0];
      const reading = compiled.filter(
        (golden) =>
          roleOf(golden) === 'owner' &&
          (golden.asked.query.dataset === dropped ||
            (table !== undefined && compileCase(golden).statement.text.includes(table))),
      );
      let different = false;
      for (const golden of reading) {
        different ||=
          (await rowsOf(compileCase(golden).statement)) !== (await rowsOf(compileWith(open, golden)));
        if (different) break;
      }
      expect(different).toBe(true);
    },
  );
});
