import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { stringify } from 'yaml';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { catalogFor, type Catalog, type RoleCatalog, type Viewer } from '../../src/metrics/index.js';
import {
  createRequestContext,
  executeDocument,
  type MetadataReader,
  type QueryWarehouse,
} from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { askedThrough } from '../support/askedWarehouse.js';
import type { Ask, CatalogSource } from './suite.js';

/** An instant after every row of every suite: no case says when it is asked. */
const NOW = new Date('2030-01-01T00:00:00Z');

const ANALYST: Viewer = { subject: 'conformance', role: 'analyst', attributes: new Map() };

const noMetadata = new Proxy({} as MetadataReader, {
  get: () => () => Promise.reject(new Error('No case asks for metadata.')),
});

/** Told every statement, for debugging. */
export type Watch = (statement: { readonly source: string; readonly sql: string }) => void;

/** Catalogs of a suite, opened as a server opens them, and a way to ask each. */
export interface World {
  /** Writes the catalog's files, opens them, and asks as the viewer. Rejects with what is wrong with the catalog. */
  readonly asker: (source: CatalogSource, viewer?: Viewer) => Promise<Ask>;
  readonly close: () => void;
}

export function openWorld(
  warehouse: Warehouse,
  { folder, watch }: { readonly folder?: string | undefined; readonly watch?: Watch | undefined } = {},
): World {
  const home = folder ?? mkdtempSync(join(tmpdir(), 'vernier-conformance-'));
  const catalogs = new Map<string, Promise<Catalog>>();
  const schemas = new Map<Catalog, Map<string, { catalog: RoleCatalog; schema: GraphQLSchema }>>();

  const opened = (source: CatalogSource): Promise<Catalog> => {
    const known = catalogs.get(source.key);
    if (known !== undefined) return known;
    const path = join(home, source.key.replace(/[^\w-]+/g, '_'));
    // What an earlier run left there would be read too.
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
    for (const [name, content] of source.files()) writeFileSync(join(path, name), stringify(content));
    const opening = openCatalog(path, warehouse);
    catalogs.set(source.key, opening);
    return opening;
  };

  return {
    async asker(source, viewer = ANALYST) {
      const catalog = await opened(source);
      const roles =
        schemas.get(catalog) ?? new Map<string, { catalog: RoleCatalog; schema: GraphQLSchema }>();
      schemas.set(catalog, roles);
      const role = roles.get(viewer.role) ?? asRole(catalog, viewer);
      roles.set(viewer.role, role);
      return async (document, variables) => {
        const context = createRequestContext({
          viewer,
          catalog: role.catalog,
          warehouse: watched(warehouse, document, watch),
          metadata: noMetadata,
          now: NOW,
          requestId: 'conformance',
        });
        const { data, errors } = await executeDocument({
          schema: role.schema,
          context,
          source: document,
          variables,
        });
        if (errors !== undefined) throw new Error(errors.map(words).join('\n'));
        return JSON.parse(JSON.stringify(data)) as unknown;
      };
    },
    close: () => {
      if (folder === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

function asRole(catalog: Catalog, viewer: Viewer): { catalog: RoleCatalog; schema: GraphQLSchema } {
  const forRole = catalogFor(catalog, viewer.role);
  return { catalog: forRole, schema: buildRoleSchema(forRole) };
}

function watched(warehouse: Warehouse, source: string, watch: Watch | undefined): QueryWarehouse {
  if (watch === undefined) return warehouse;
  return askedThrough(
    () => warehouse,
    (statement, options) => {
      watch({
        source,
        sql: `${statement.text}\n-- ${JSON.stringify(statement.parameters.map(({ name, value }) => [name, value]))}`,
      });
      return warehouse.query(statement, options);
    },
  );
}

/** With what the engine said, which a server would mask. */
function words(error: {
  readonly message: string;
  readonly originalError?: Error | null | undefined;
}): string {
  const cause = (error.originalError?.cause as Error | undefined)?.message;
  return cause === undefined ? error.message : `${error.message} (${cause})`;
}
