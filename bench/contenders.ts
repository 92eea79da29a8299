import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { Agent, request } from 'node:http';
import type { Child } from './child.js';
import { DASHBOARD_PARTS, type BoundSql, type Question } from './questions.js';

/** One way to get the answers of a question. All of them end with parsed JSON in this process. */
export interface Contender {
  readonly name: string;
  /** The process that answers, whose processor time counts; none where this process asks ClickHouse itself. */
  readonly server: Child | undefined;
  ask(question: Question): Promise<unknown>;
}

/** The stock client; views of one question in parallel, as one would by hand. */
export function direct(
  client: ClickHouseClient,
  sql: (question: Question) => readonly BoundSql[],
): Contender {
  return {
    name: 'direct',
    server: undefined,
    ask: (question) =>
      Promise.all(
        sql(question).map(async (bound) => {
          const answer = await client.query({ ...bound, format: 'JSONEachRow' });
          return answer.json();
        }),
      ),
  };
}

export interface Endpoint {
  readonly name: string;
  readonly server: Child;
  readonly token?: string;
}

/** A GraphQL server, over connections that are kept. */
export function graphql({ name, server, token }: Endpoint): Contender {
  const post = poster(server, token);
  return { name, server, ask: (question) => post(question.document) };
}

/** The dashboard by one request per view, all at once. Its server is another contender's too, so its processor time is not told. */
export function viewByView({ name, server, token }: Endpoint): Contender {
  const post = poster(server, token);
  return { name, server: undefined, ask: () => Promise.all(DASHBOARD_PARTS.map(post)) };
}

function poster(server: Child, token: string | undefined): (query: string) => Promise<unknown> {
  const agent = new Agent({ keepAlive: true });
  const url = new URL(server.url);
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const path = token === undefined ? '/' : '/graphql';
  return (query) =>
    new Promise((resolve, reject) => {
      const sent = request({ host: url.hostname, port: url.port, path, method: 'POST', headers, agent });
      sent.on('error', reject);
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(readAnswer(Buffer.concat(chunks).toString(), server.url)));
      });
      sent.end(JSON.stringify({ query }));
    });
}

function readAnswer(body: string, url: string): unknown {
  const answer = JSON.parse(body) as { readonly data?: unknown; readonly errors?: unknown };
  if (answer.errors !== undefined) throw new Error(`${url} answered ${body.slice(0, 500)}`);
  return answer.data;
}

export function stockClient(clickhouse: string): ClickHouseClient {
  return createClient({ url: clickhouse });
}
