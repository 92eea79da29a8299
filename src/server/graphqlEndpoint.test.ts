import { HeaderMap } from '@apollo/server';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createRequestContext, type MetadataReader } from '../resolvers/index.js';
import { fixtureCatalog, fixtureViewer } from '../../test/support/fixture/fixtureCatalog.js';
import { createGraphqlEndpoint } from './graphqlEndpoint.js';
import { answering } from '../../test/support/askedWarehouse.js';

test('a role that may not ask for the schema learns no name of it from a mistake either', async () => {
  const endpoint = createGraphqlEndpoint({
    catalog: fixtureCatalog(),
    introspection: ['analyst'],
    log: pino({ level: 'silent' }),
    refusals: { denied: () => {} },
    makeContext: (caller) =>
      createRequestContext({
        ...caller,
        now: new Date('2024-03-05T12:00:00Z'),
        warehouse: answering(() => Promise.reject(new Error('Nothing is asked here.'))),
        metadata: {} as MetadataReader,
      }),
  });
  const ask = async (role: 'analyst' | 'owner', query: string): Promise<string> => {
    const headers = new HeaderMap([['content-type', 'application/json']]);
    const { body } = await endpoint.execute(
      { method: 'POST', headers, search: '', body: { query } },
      { viewer: fixtureViewer(role), signal: new AbortController().signal, requestId: 'test' },
    );
    return body.kind === 'complete' ? body.string : '';
  };
  expect(await ask('analyst', '{ __schema { queryType { name } } }')).toContain('"name":"Query"');
  expect(await ask('analyst', '{ visit { rows { id } } }')).toContain('Did you mean');
  expect(await ask('owner', '{ __schema { queryType { name } } }')).toMatch(/introspection is not allowed/i);
  expect(await ask('owner', '{ visit { rows { id } } }')).not.toMatch(/did you mean|visits/i);
  await endpoint.stop();
});
