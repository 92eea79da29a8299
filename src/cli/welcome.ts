interface Started {
  readonly url: string;
  readonly tokens: readonly { readonly role: string; readonly subject: string; readonly token: string }[];
}

const EXAMPLE =
  '{ sessions(time: { last: { n: 7, unit: DAY } }) { totals { visitors bounceRate } trend: rows { day: started(grain: DAY) visitors } } }';

/** What the terminal shows once the server listens: where, as whom, and a query to try. */
export function welcome(
  server: Started,
  facts: { readonly seconds: number; readonly demo: boolean },
): string {
  const lines = [
    '',
    `Vernier is ready after ${facts.seconds.toFixed(1)} s.`,
    '',
    `  GraphQL   ${server.url}/graphql`,
    `  GraphiQL  ${server.url}/graphiql/`,
    '',
  ];
  if (server.tokens.length > 0) lines.push('One token per role:', '');
  for (const { role, subject, token } of server.tokens)
    lines.push(`  ${role} (${subject})`, `    ${token}`, '');
  if (server.tokens.length === 0) lines.push('`vernier token --role analyst` prints a token.', '');
  const token = server.tokens[0]?.token ?? '<token>';
  if (facts.demo) {
    lines.push(
      'Try:',
      '',
      `  curl -s ${server.url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${token}' \\`,
      `    -d '${JSON.stringify({ query: EXAMPLE })}'`,
      '',
    );
  }
  lines.push('Ctrl-C stops it.', '');
  return lines.join('\n');
}
