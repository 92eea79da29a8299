import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import { decodeRows, type ResultValue, type Statement } from '../../src/metrics/index.js';
import { FIXTURE_SPECS, FIXTURE_TYPES } from '../support/fixture/fixtureCatalog.js';
import { MaskKey } from '../../src/server/maskKey.js';
import { withMaskKey } from '../../src/server/withMaskKey.js';
import { compileCase, goldenCases, readCaseFile } from '../support/goldenCases.js';
import { openFixture } from '../support/openFixture.js';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openFixture();
});
afterAll(() => warehouse.close());

/** Values by which two answers are compared: decimals without trailing zeros, floats to nine digits. */
function comparable(value: ResultValue | undefined): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(9));
  return typeof value === 'string' && /^-?\d+\.\d+$/.test(value) ? value.replace(/\.?0+$/, '') : value;
}

async function answer(
  statement: Statement,
  text: string,
  parameters: Statement['parameters'],
): Promise<unknown[][]> {
  const asked = withMaskKey(warehouse, new MaskKey('golden'));
  const { rows } = await asked.query({ text, parameters, settings: statement.settings });
  return decodeRows(statement, rows as unknown[][]).map((row) =>
    statement.columns.map(({ key }) => comparable(row.get(key))),
  );
}

function sorted(rows: readonly unknown[][]): unknown[][] {
  return [...rows].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

describe('golden cases on the engine', () => {
  const runnable = goldenCases().flatMap((golden) => {
    const check = readCaseFile(golden, 'check.sql');
    return check === undefined ? [] : [[golden.name, golden, check] as const];
  });

  it.each(runnable)('%s', async (_, golden, check) => {
    const { statement } = compileCase(golden);
    const made = await answer(statement, statement.text, statement.parameters);
    const checked = await answer(statement, check.trim(), []);
    const ordered = /ORDER BY[^)]*$/i.test(check);
    expect(ordered ? made : sorted(made), statement.text).toEqual(ordered ? checked : sorted(checked));
  });

  it('the types that the fixture declares are those that the engine reports', async () => {
    const wrong: string[] = [];
    for (const { dataset, source, sql, dimensions = {} } of FIXTURE_SPECS) {
      // What a dimension over other rows is made of is typed by those.
      const names = Object.entries(dimensions).filter(
        ([, { measure, choices, sql: text = '' }]) =>
          (measure ?? choices) === undefined && !text.includes('{'),
      );
      const text = `SELECT ${names.map(([name, spec]) => `toTypeName(${spec.sql ?? name})`).join(', ')} FROM ${source ?? `(${sql})`} LIMIT 1`;
      const { rows } = await warehouse.query({ text, parameters: [], settings: {} });
      names.forEach(([name], index) => {
        const [declared, reported] = [FIXTURE_TYPES.dimensions.get(`${dataset}.${name}`), rows[0]?.[index]];
        if (declared !== reported) wrong.push(`${dataset}.${name}: ${String(reported)}`);
      });
    }
    expect(wrong).toEqual([]);
  });
});
