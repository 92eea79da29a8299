import type { RoleToken } from '../server/roleTokens.js';

interface Started {
  readonly url: string;
  readonly tokens: readonly RoleToken[];
  readonly demo: boolean;
}

const EXAMPLE =
  '{ sessions(time: { last: { n: 7, unit: DAY } }) { totals { visitors bounceRate } trend: rows { day: started(grain: DAY) visitors } } }';

/** What the terminal shows once the server listens: where, as whom, and a query to try. */
export function welcome({ url, tokens, demo }: Started, seconds: number): string {
  const lines = [
    '',
    `Vernier is ready after ${seconds.toFixed(1)} s.`,
    '',
    `  GraphQL   ${url}/graphql`,
    `  GraphiQL  ${url}/graphiql/`,
    '',
  ];
  if (tokens.length > 0) lines.push('One token per role:', '');
  for (const { role, subject, token } of tokens) lines.push(`  ${role} (${subject})`, `    ${token}`, '');
  if (!demo && tokens.some(({ role }) => role !== 'analyst'))
    lines.push(
      'Owners and readers see what they are granted; "local" holds nothing yet:',
      '',
      '  vernier user add local --email you@example.org --name "You" --role owner',
      '  vernier website add <id of its rows> --owner local …    or    vernier tenant add <id> …, vernier grant --tenant <id> --person local',
      '',
    );
  if (demo) {
    lines.push(
      'Try:',
      '',
      `  curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${tokens[0]?.token ?? '<token>'}' \\`,
      `    -d '${JSON.stringify({ query: EXAMPLE })}'`,
      '',
    );
  }
  lines.push('Ctrl-C stops it.', '');
  return lines.join('\n');
}
