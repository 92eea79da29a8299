import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { splitStatements, type Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { tablesOf } from '../../src/cli/tablesOf.js';
import { catalogFor, type RoleCatalog } from '../../src/metrics/index.js';
import { createRequestContext, executeDocument, type MetadataReader } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { openTestWarehouse } from '../support/embedded.js';

/** The tutorial's flights: every question's answer against SQL that was written by hand, over all three million rows. */

const folder = path.join(import.meta.dirname, '../../examples/flights');
const questions = readdirSync(path.join(folder, 'questions'))
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => name.replace('.graphql', ''));

let warehouse: Warehouse;
let catalog: RoleCatalog;

beforeAll(async () => {
  warehouse = await openTestWarehouse();
  const data = path.join(import.meta.dirname, '../../node_modules/vega-datasets/data');
  const script = readFileSync(path.join(folder, 'load.sql'), 'utf8').replaceAll('{{folder}}', data);
  for (const statement of splitStatements(script)) await warehouse.write(statement);
  catalog = catalogFor(await openCatalog(path.join(folder, 'catalog'), warehouse), 'analyst');
});
afterAll(() => warehouse.close());

const read = (name: string): string => readFileSync(path.join(folder, 'questions', name), 'utf8');

/** `-- view` begins the statement of each view; further comments belong to it. */
function statementsOf(sql: string): Map<string, string> {
  return new Map(sql.split(/^(?=-- \w+$)/m).map((part) => [/^-- (\w+)$/m.exec(part)?.[1] ?? '', part]));
}

async function runByHand(text: string): Promise<readonly (readonly unknown[])[]> {
  const settings = { join_use_nulls: 1, session_timezone: 'UTC', output_format_json_quote_64bit_integers: 0 };
  return (await warehouse.query({ text, parameters: [], settings })).rows;
}

async function ask(source: string): Promise<Map<string, readonly (readonly unknown[])[]>> {
  const context = createRequestContext({
    viewer: { subject: 'test', role: 'analyst', attributes: new Map() },
    catalog,
    warehouse,
    // Never asked: the questions read no metadata.
    metadata: {} as MetadataReader,
    now: new Date(),
    requestId: 'flights',
  });
  const { data, errors } = await executeDocument({ schema: buildRoleSchema(catalog), context, source });
  expect(errors).toBeUndefined();
  return new Map(tablesOf(data ?? {}).map(({ title, rows }) => [title.replace('flights.', ''), rows]));
}

/** Equal to nine digits: a sum of floats depends on the order of its terms. */
function isClose(left: unknown, right: unknown): boolean | undefined {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  return Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));
}
expect.addEqualityTesters([isClose]);

test('there are ten questions, and the data is all there', async () => {
  expect(questions).toHaveLength(10);
  expect(await runByHand('SELECT count() FROM flights.flights')).toEqual([[3_000_000]]);
});

describe.each(questions)('%s', (name) => {
  test('gives what hand-written SQL gives, in its order', async () => {
    const answer = await ask(read(`${name}.graphql`));
    const byHand = statementsOf(read(`${name}.sql`));
    expect([...byHand.keys()]).toEqual([...answer.keys()]);
    for (const [view, rows] of answer) {
      expect(rows.length).toBeGreaterThan(0);
      expect(rows).toEqual(await runByHand(byHand.get(view) ?? ''));
    }
  });
});
