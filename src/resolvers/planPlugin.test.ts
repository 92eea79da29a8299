import { ApolloServer } from '@apollo/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QueryError } from '../errors.js';
import { catalogFor, defineCatalog, type RoleCatalog } from '../metrics/index.js';
import { buildRoleSchema } from '../schema/index.js';
import { createRequestContext, type RequestContext } from './context.js';
import { planPlugin } from './planPlugin.js';
import { answering } from '../../test/support/askedWarehouse.js';

/** What Apollo hands to the plugin and does with its errors is documented in part only: these tests pin it. */

const { catalog } = defineCatalog([
  {
    dataset: 'visits',
    description: 'Visits.',
    source: 'web.visits',
    dimensions: { page: { type: 'string' } },
    measures: { visits: { agg: 'count' } },
    access: { analyst: { rows: 'all' }, owner: { rows: { page: { in: '$pages' } } } },
  },
]);

const causes: unknown[] = [];
const servers = new Map<RoleCatalog, ApolloServer<RequestContext>>();
beforeAll(async () => {
  for (const role of ['analyst', 'owner'] as const) {
    const roleCatalog = catalogFor(catalog, role);
    const server = new ApolloServer<RequestContext>({
      schema: buildRoleSchema(roleCatalog),
      plugins: [planPlugin()],
      formatError: (formatted, error) => {
        causes.push(error);
        return formatted;
      },
    });
    await server.start();
    servers.set(roleCatalog, server);
  }
});
afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())));

async function post(role: 'analyst' | 'owner', query: string, variables: Record<string, unknown> = {}) {
  causes.length = 0;
  const roleCatalog = catalogFor(catalog, role);
  const contextValue = createRequestContext({
    viewer: { subject: 's', role, attributes: new Map() },
    catalog: roleCatalog,
    warehouse: answering(() => Promise.resolve({ rows: [['7']] })),
    metadata: undefined as never,
    now: new Date(0),
    requestId: 'r',
  });
  const response = await servers.get(roleCatalog)?.executeOperation({ query, variables }, { contextValue });
  if (response?.body.kind !== 'single') throw new Error('No single response.');
  return { status: response.http.status, ...response.body.singleResult };
}

test('answers what was planned', async () => {
  const { status, data, errors } = await post(
    'analyst',
    'query ($yes: Boolean!) { visits { totals { n: visits @include(if: $yes) } } }',
    { yes: true },
  );
  expect(errors).toBeUndefined();
  expect(status).toBeUndefined();
  expect(JSON.parse(JSON.stringify(data))).toEqual({ visits: { totals: { n: 7 } } });
});

test('refuses a bad query as a whole, with status 400 and the error itself underneath', async () => {
  const { status, data, errors } = await post(
    'analyst',
    '{ visits(timezone: "Mars") { totals { visits } } }',
  );
  expect([status, data, errors?.length]).toEqual([400, undefined, 1]);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_INVALID' });
  expect(errors?.[0]?.extensions).not.toHaveProperty('http');
  expect((causes[0] as { originalError: unknown }).originalError).toBeInstanceOf(QueryError);
});

test('refuses a caller without what the row filter needs, with status 403', async () => {
  const { status, errors } = await post('owner', '{ visits { totals { visits } } }');
  expect([status, errors?.[0]?.extensions?.['code']]).toEqual([403, 'FORBIDDEN']);
});

test('leaves variables that do not fit to graphql-js', async () => {
  const { data, errors } = await post(
    'analyst',
    'query ($yes: Boolean!) { visits { totals { visits @include(if: $yes) } } }',
    { yes: 'maybe' },
  );
  expect(data).toBeUndefined();
  expect(errors?.[0]?.message).toContain('$yes');
});
