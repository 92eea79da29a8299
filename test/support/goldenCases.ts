import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { AccessError, QueryError } from '../../src/errors.js';
import {
  catalogFor,
  compileQuery,
  type CompiledQuery,
  type MetricQuery,
  type Role,
  type WebsiteFact,
} from '../../src/metrics/index.js';
import { fixtureCatalog, fixtureViewer } from './fixture/fixtureCatalog.js';

export const GOLDEN_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../golden');
export const GOLDEN_FILES: readonly string[] = [
  'query.json',
  'expected.sql',
  'expected.json',
  'error.json',
  'check.sql',
];

/** What `query.json` holds. `role` is owner of sites aa and bb, and the time 2024-03-05T12:00Z, unless it says otherwise. */
interface Asked {
  readonly about: string;
  readonly role?: Role;
  readonly sites?: readonly string[];
  readonly now?: string;
  /** Settings of websites, by id; none act when absent. */
  readonly websites?: Readonly<Record<string, Partial<WebsiteFact>>>;
  readonly query: MetricQuery;
}

export interface GoldenCase {
  /** `area/case` */
  readonly name: string;
  readonly folder: string;
  readonly asked: Asked;
}

export function goldenCases(): readonly GoldenCase[] {
  const folders = (parent: string) =>
    readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders(GOLDEN_FOLDER).flatMap((area) =>
    folders(join(GOLDEN_FOLDER, area.name)).map(({ name }) => {
      const folder = join(GOLDEN_FOLDER, area.name, name);
      return {
        name: `${area.name}/${name}`,
        folder,
        asked: JSON.parse(readFileSync(join(folder, 'query.json'), 'utf8')) as Asked,
      };
    }),
  );
}

const catalog = fixtureCatalog();

export function compileCase({ asked }: GoldenCase): CompiledQuery {
  const { role = 'owner', sites, now = '2024-03-05T12:00:00Z', websites = {}, query } = asked;
  return compileQuery({
    catalog: catalogFor(catalog, role),
    query,
    viewer: fixtureViewer(role, sites),
    now: new Date(now),
    websites: Object.entries(websites).map(([id, settings]) => ({ ...PLAIN, id, ...settings })),
  });
}

/** A website whose settings change nothing. */
const PLAIN = {
  timezone: 'UTC',
  botFiltering: false,
  samplingRate: 1,
  customDimensions: [],
  customMetrics: [],
  goals: [],
  funnels: [],
} satisfies Partial<WebsiteFact>;

/** What the compiler makes of a case, as the files hold it. */
export function expectationOf(golden: GoldenCase): Readonly<Record<string, string>> {
  try {
    const { plan, statement } = compileCase(golden);
    const { text, parameters, columns } = statement;
    return {
      'expected.sql': `${text}\n`,
      'expected.json': pretty({ reason: plan.reason, rejected: plan.rejected, parameters, columns }),
    };
  } catch (error) {
    if (error instanceof QueryError)
      return { 'error.json': pretty({ code: error.code, issues: error.issues }) };
    if (error instanceof AccessError)
      return { 'error.json': pretty({ code: error.code, message: error.message }) };
    throw error;
  }
}

export function readCaseFile({ folder }: GoldenCase, file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Indented JSON with short values on one line. */
function pretty(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const short = text.replace(/[{[]\n\s+[^{}[\]]*?\n\s+[}\]]/g, (block) => {
    const line = block.replace(/\n\s+/g, ' ');
    if (line.length > 124) return block;
    return line.startsWith('[') ? `[${line.slice(2, -2)}]` : line;
  });
  return `${short}\n`;
}
