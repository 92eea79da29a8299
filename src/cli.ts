import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { administerCommands, withTokenRevoke } from './cli/administer.js';
import { check } from './cli/check.js';
import { onInterrupt } from './cli/onInterrupt.js';
import { formatOption, identityOf, readLifetime, withAsker, withQuestion } from './cli/options.js';
import type { AskerOptions, QuestionOptions } from './cli/options.js';
import { printAnswer, type AnswerFormat } from './cli/printAnswer.js';
import { printFailure } from './cli/printFailure.js';
import { printStatements } from './cli/printStatements.js';
import { showProgress } from './cli/progressBar.js';
import { readQuestion } from './cli/readQuestion.js';
import { welcome } from './cli/welcome.js';
import { readSettings, withConsole } from './cli/withConsole.js';
import { PACKAGE_FOLDER } from './start/packageFolder.js';

const { stdout, stderr } = process;

const QUESTION_EXAMPLES = `
Examples:
  $ vernier query question.graphql --role reader --subject rafael
  $ echo '{ sessions { totals { visitors } } }' | vernier query -
  $ echo '{ "dataset": "sessions", "select": [{ "field": "country" }, { "field": "visitors" }] }' | vernier query - --format csv`;

const ACCESS_HELP = `
Read what it prints, then run it as an administrator:
  $ vernier access sql > access.sql
  $ clickhouse client --queries-file access.sql
and start the server with CLICKHOUSE_ROLES=vernier: each question then runs in the role of its caller.`;

const program = new Command('vernier')
  .description('A GraphQL metrics server over ClickHouse.')
  .version(
    (JSON.parse(readFileSync(path.join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as { version: string })
      .version,
  )
  .addHelpText('after', '\nSettings come from the environment; README.md lists them.')
  .showHelpAfterError('(add --help for what there is)');

program
  .command('serve')
  .description('start the server: GraphQL at /graphql, GraphiQL at /graphiql/')
  .action(async () => {
    const config = readSettings();
    const [{ startServer }, { pino }] = await Promise.all([import('./main.js'), import('pino')]);
    const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: true }));
    const progress = showProgress(stderr);
    const server = await startServer({ config, log, report: progress.report })
      .finally(progress.end)
      .catch((error: unknown) => {
        // People get a sentence, below; what lies beneath it is for who asks for it.
        log.debug({ err: error }, 'the start failed');
        throw error;
      });
    onInterrupt(() => {
      stderr.write('\nStopping …\n');
      server.stop().then(() => process.exit(0), fail);
    });
    stdout.write(welcome(server, process.uptime()));
  });

program
  .command('check')
  .description('check the catalog: its files, its expressions in ClickHouse, its keys against the data')
  .addHelpText('after', '\nExits with 1 when there is an error; warnings alone exit with 0.')
  .action(async () => {
    const report = await check();
    stdout.write(report.text);
    if (report.failed) process.exitCode = 1;
  });

withQuestion(program.command('query').description('ask a question and print the answer'))
  .addOption(formatOption())
  .addHelpText('after', QUESTION_EXAMPLES)
  .action(async (file: string, options: QuestionOptions & { readonly format: AnswerFormat }) => {
    const question = await readQuestion(file, options);
    const answer = await withConsole('answer', (console) =>
      console.query({ question, identity: identityOf(options) }),
    );
    stdout.write(printAnswer(answer, options.format));
    if (answer.kind === 'graphql' && answer.problems.length > 0) {
      stderr.write(`${answer.problems.join('\n')}\n`);
      process.exitCode = 1;
    }
  });

withQuestion(
  program.command('sql').description('print the SQL of a question, its parameters, the source and why'),
).action(async (file: string, options: QuestionOptions) => {
  const question = await readQuestion(file, options);
  const statements = await withConsole('describe', (console) =>
    console.sql({ question, identity: identityOf(options) }),
  );
  stdout.write(printStatements(statements));
});

program
  .command('access')
  .description('what the catalog says about access, said to a ClickHouse server')
  .command('sql')
  .description(
    'print roles, grants, row policies, profiles and quotas for a ClickHouse server; changes nothing',
  )
  .option('--user <name>', 'ClickHouse user of the server process; the one of CLICKHOUSE_URL, else vernier')
  .addHelpText('after', ACCESS_HELP)
  .action(async (options: { readonly user?: string }) => {
    stdout.write(await withConsole('describe', (console) => console.access(options)));
  });

const token = withAsker(
  program.command('token').description('print a token, signed with the secret of the server'),
)
  .option('--expires <time>', 'lifetime, such as 12h or 30d', readLifetime, '12h')
  .action(async (options: AskerOptions & { readonly expires: string }) => {
    const config = readSettings();
    const [{ openTokenKey }, { signToken }] = await Promise.all([
      import('./server/tokenKey.js'),
      import('./server/signToken.js'),
    ]);
    const key = await openTokenKey(config.tokens, config.dataFolder);
    stdout.write(`${await signToken(key, { ...identityOf(options), expiresIn: options.expires })}\n`);
  });

withTokenRevoke(token);
for (const command of administerCommands()) program.addCommand(command);

function fail(error: unknown): void {
  stderr.write(printFailure(error));
  process.exit(1);
}

// A pager or `head` that has read enough is no failure of ours.
stdout.on('error', (error: NodeJS.ErrnoException) =>
  error.code === 'EPIPE' ? process.exit(0) : fail(error),
);

program.parseAsync().catch(fail);
