import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createClient } from '@clickhouse/client';
import { readFileSync } from 'node:fs';
import type { GraphQLResolveInfo } from 'graphql';
import type { BoundSql } from './questions.js';

/**
 * A process that is what one would write by hand for these questions: Apollo Server as its documentation starts it, a static
 * schema, resolvers that send ready SQL through the stock client and return its objects.
 * Arguments: address of ClickHouse, file with the SQL of each view, `defaults` or `lean` (Apollo's cache-control plugin off).
 */
const [clickhouse = '', sqlFile = '', plugins = 'defaults'] = process.argv.slice(2);
const sql = JSON.parse(readFileSync(sqlFile, 'utf8')) as Record<string, BoundSql>;
const client = createClient({ url: clickhouse });

const typeDefs = `#graphql
  type Query { flights(time: TimeInput): FlightsScope }
  input TimeInput { range: TimeRangeInput }
  input TimeRangeInput { from: String!, to: String! }
  type FlightsScope {
    totals: FlightsTotals
    rows(limit: Int, orderBy: [FlightsOrderBy!]): [FlightsRow!]
  }
  input FlightsOrderBy { flights: Direction }
  enum Direction { ASC DESC }
  type FlightsTotals { flights: Int, averageDelay: Float, late: Int, miles: Float }
  enum Grain { DAY }
  enum DatePart { DAY_OF_WEEK }
  type FlightsRow {
    departure(grain: Grain, part: DatePart): String
    origin: String
    destination: String
    distance: Int
    delay: Int
    flights: Int
    averageDelay: Float
    late: Int
    lateShare: Float
  }
`;

async function ask({ operation, path }: GraphQLResolveInfo): Promise<unknown[]> {
  const view = sql[`${operation.name?.value}.${path.prev?.key}.${path.key}`];
  if (view === undefined) throw new Error('Nobody wrote the SQL of this view.');
  const { query, query_params, clickhouse_settings } = view;
  const answer = await client.query({ query, query_params, clickhouse_settings, format: 'JSONEachRow' });
  return answer.json();
}

/* eslint-disable max-params -- graphql-js decides what a resolver is given */
const resolvers = {
  Query: { flights: () => ({}) },
  FlightsScope: {
    rows: (_scope: unknown, _args: unknown, _context: unknown, info: GraphQLResolveInfo) => ask(info),
    totals: async (_scope: unknown, _args: unknown, _context: unknown, info: GraphQLResolveInfo) =>
      (await ask(info))[0],
  },
};
/* eslint-enable max-params */

const server = new ApolloServer({
  typeDefs,
  resolvers,
  plugins: plugins === 'lean' ? [ApolloServerPluginCacheControlDisabled()] : [],
});
const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
process.send?.({ url: new URL(url).origin });
