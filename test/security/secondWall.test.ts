import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { attributeList, attributeText } from '../../src/metrics/access/attributeText.js';
import { StartupError } from '../../src/errors.js';
import type { Catalog, DatasetSpec, Viewer } from '../../src/metrics/index.js';
import { checkClickhouseRoles } from '../../src/start/clickhouseRoles.js';
import { access, byTenant } from './canary/canaryAccess.js';
import { answersTo, differences, oneIn, questionsFor } from './answers.js';
import { canaryCatalog, canaryViewer } from './canary/canaryCatalog.js';
import { CANARY_STATEMENTS, rowsOf, TENANTS } from './canary/canaryTables.js';
import { openWall, parseAll, readEveryColumn, type Wall } from './wallOf.js';

const READER = canaryViewer('reader', ['alpha']);
const OWNER = canaryViewer('owner', ['alpha', 'beta']);
const catalog = canaryCatalog();
const direct = new Map<Viewer, ReadonlyMap<string, string>>();
const questionsOf = (viewer: Viewer) =>
  oneIn(viewer === READER ? 5 : 1, questionsFor({ catalog, viewer }, viewer === READER ? 'full' : 'brief'));
let wall: Wall;
/** A view is made for each question. */
const SLOW_MS = 300_000;

async function fill(warehouse: Warehouse): Promise<void> {
  for (const statement of CANARY_STATEMENTS) await warehouse.write(statement);
  for (const tenant of TENANTS)
    for (const [table, rows] of rowsOf(tenant)) await warehouse.insert(table, rows);
}

beforeAll(async () => {
  wall = await openWall(async (warehouse) => {
    await fill(warehouse);
    for (const viewer of [READER, OWNER])
      direct.set(viewer, await answersTo({ warehouse, catalog, viewer }, questionsOf(viewer)));
    return catalog;
  });
}, SLOW_MS);
afterAll(() => wall.close());

describe('what `vernier access sql` prints for a hostile catalog', () => {
  it('is statements that ClickHouse reads', async () => {
    expect(await parseAll(wall)).toBeGreaterThan(30);
  });

  it.each([READER, OWNER])(
    'changes no answer of $role',
    async (viewer) => {
      const questions = questionsOf(viewer);
      const told = await answersTo({ warehouse: wall.behind(viewer), catalog, viewer }, questions);
      expect(told.size).toBe(questions.length);
      expect(differences(direct.get(viewer) as ReadonlyMap<string, string>, told)).toEqual([]);
    },
    SLOW_MS,
  );

  it('hands grants over as they are, whatever is in them', async () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({
        unit: fc.constantFrom(
          "'",
          ',',
          '%',
          '%2C',
          '\\',
          '"',
          '\0',
          '\n',
          ' ',
          '+',
          '&',
          '--',
          '[',
          'ü',
          '🙂',
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word), async (values) => {
        const given = { name: 'given', type: 'String', value: attributeText(values) };
        const text = `SELECT ${attributeList("'SQL_x'").replace("getSetting('SQL_x')", '{given:String}')}`;
        const { rows } = await wall.warehouse.query({ text, parameters: [given], settings: {} });
        expect(rows).toEqual([[values]]);
      }),
      { numRuns: 200 },
    );
  });

  it('shows rows of no other tenant, whatever is asked of a table', async () => {
    for (const [viewer, seen] of [
      [READER, ['alpha']],
      [OWNER, ['alpha', 'beta']],
    ] as const) {
      const { rows } = await wall.behind(viewer).query({
        text: 'SELECT DISTINCT tenant FROM canary.customers ORDER BY tenant',
        parameters: [],
        settings: {},
      });
      expect(rows.flat()).toEqual(seen);
    }
  });

  it('shows nobody anything who was granted nothing', async () => {
    const nobody = { ...READER, attributes: new Map() };
    const { rows } = await wall.behind(nobody).query({
      text: 'SELECT customer_id FROM canary.customers',
      parameters: [],
      settings: {},
    });
    expect(rows).toEqual([]);
  });

  describe('the check at the start of a server', () => {
    const problemsOf = async (changed: Catalog): Promise<readonly string[]> => {
      const checked = checkClickhouseRoles({ catalog: changed, warehouse: wall.server, prefix: 'vernier', limits: { maxSeconds: 30 } }); // prettier-ignore
      const error = await checked.then(() => undefined, (reason: unknown) => reason); // prettier-ignore
      if (error === undefined) return [];
      expect(error).toBeInstanceOf(StartupError);
      return (error as Error).message.split('\n').slice(1, -1).map((line) => line.trim()); // prettier-ignore
    };
    const withCustomers = (changed: DatasetSpec['access']): Catalog =>
      canaryCatalog((spec) => (spec.dataset === 'customers' ? { ...spec, access: changed } : spec));

    it('finds nothing wrong where the statements were run', async () => {
      expect(await problemsOf(catalog)).toEqual([]);
    });

    it('finds a column that a role cannot read and should', async () => {
      expect(await problemsOf(withCustomers(access()))).toContain('The role vernier_reader may not read what it should of canary.customers.'); // prettier-ignore
    });

    it('finds a column that a role can read and should not', async () => {
      const shut = withCustomers({ ...access(['login']), owner: { rows: byTenant, hide: ['login'] } });
      expect((await problemsOf(shut)).join()).toMatch(/In the role vernier_owner the column \w+ of canary\.customers can be read/); // prettier-ignore
    });

    it('finds a row policy that is not there', async () => {
      // The table has other datasets, through which analysts see every row of it.
      const restricted = canaryCatalog((spec) => {
        if (spec.source !== 'canary.customers') return spec;
        const { analyst, ...others } = spec.access ?? {};
        return {
          ...spec,
          access:
            spec.dataset === 'customers' ? { ...others, analyst: { ...analyst, rows: byTenant } } : others,
        };
      });
      expect(await problemsOf(restricted)).toContain(
        'In the role vernier_analyst rows of canary.customers are seen without a grant: its row policy is missing.',
      );
    });

    it('finds a role that is not there', async () => {
      const other = checkClickhouseRoles({ catalog, warehouse: wall.server, prefix: 'other', limits: {} });
      await expect(other).rejects.toThrow(/in the role other_owner[\s\S]*in the role other_reader/);
    });
  });

  it.each([READER, OWNER, canaryViewer('analyst', [])])(
    'opens to $role the granted columns of each table and no other',
    async (viewer) => {
      const { open, shut } = await readEveryColumn(wall, viewer);
      expect(open).toBeGreaterThan(20);
      expect(shut).toBeGreaterThanOrEqual(viewer === READER ? 2 : 0);
    },
  );
});
