import { Command, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import { printAnswer, type AnswerFormat } from './cli/printAnswer.js';
import { printStatements } from './cli/printStatements.js';
import { showProgress } from './cli/progressBar.js';
import { readQuestion } from './cli/readQuestion.js';
import { remoteConsole } from './cli/remoteConsole.js';
import { welcome } from './cli/welcome.js';
import { readConfig, type Config } from './config.js';
import { InvariantError, VernierError } from './errors.js';
import {
  openRuntime,
  openStores,
  openTokenKey,
  PACKAGE_FOLDER,
  runCheck,
  startServer,
  type StartOptions,
} from './main.js';
import { ROLES, type Role } from './metrics/index.js';
import type { Console } from './server/console.js';
import { readFolderHolder } from './server/dataFolderLock.js';
import { signToken } from './server/signToken.js';
import type { Identity } from './server/viewerOf.js';

const { stdout, stderr } = process;

function readSettings(): Config {
  return readConfig(process.env, { workingFolder: process.cwd(), packageFolder: PACKAGE_FOLDER });
}

/** The server that holds the data folder, when one runs: an embedded engine serves one process. */
function runningServer(config: Config): Console | undefined {
  if (config.clickhouseUrl !== undefined && config.databaseUrl !== undefined) return undefined;
  const holder = readFolderHolder(config.dataFolder);
  return holder?.url === undefined ? undefined : remoteConsole({ url: holder.url, key: holder.key });
}

/** Opens something for the length of one command, showing how far it is. */
async function using<Opened extends { close(): Promise<void> }, Answer>(
  open: (options: StartOptions) => Promise<Opened>,
  work: (opened: Opened, options: StartOptions) => Promise<Answer>,
): Promise<Answer> {
  const progress = showProgress(stderr);
  const options = { config: readSettings(), log: pino({ level: 'silent' }), report: progress.report };
  const opened = await open(options).finally(progress.end);
  try {
    return await work(opened, options).finally(progress.end);
  } finally {
    await opened.close();
  }
}

/** Runs work on the engines: through the server that holds the data folder, else by opening them here. */
async function withConsole<T>(work: (console: Console) => Promise<T>): Promise<T> {
  const running = runningServer(readSettings());
  return running === undefined ? using(openRuntime, (runtime) => work(runtime.console)) : work(running);
}

async function serve(): Promise<void> {
  const config = readSettings();
  const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: true }));
  const progress = showProgress(stderr);
  const started = performance.now();
  const server = await startServer({ config, log, report: progress.report }).finally(progress.end);
  stdout.write(
    welcome(server, {
      seconds: (performance.now() - started) / 1000,
      demo: config.shippedCatalog && config.demoRows > 0,
    }),
  );
  const stop = (): void => {
    void server.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function role(value: string): Role {
  const known = ROLES.find((candidate) => candidate === value);
  if (known === undefined) throw new InvalidArgumentError(`It is one of ${ROLES.join(', ')}.`);
  return known;
}

function format(value: string): AnswerFormat {
  if (value === 'table' || value === 'json' || value === 'csv') return value;
  throw new InvalidArgumentError('It is one of table, json, csv.');
}

/** `name=value,value`; numbers stay text, as in grants. */
function attribute(
  value: string,
  previous: Readonly<Record<string, readonly string[]>> = {},
): Record<string, readonly string[]> {
  const [name, list] = value.split('=', 2);
  if (name === undefined || name === '' || list === undefined)
    throw new InvalidArgumentError('Write it as name=value,value.');
  return { ...previous, [name]: list.split(',') };
}

interface AskOptions {
  readonly role: Role;
  readonly subject: string;
  readonly attribute?: Readonly<Record<string, readonly string[]>>;
  readonly variables?: string;
}

function identityOf(options: AskOptions): Identity {
  return { role: options.role, subject: options.subject, attributes: options.attribute };
}

const asking = (command: Command): Command =>
  command
    .argument('<file>', 'a GraphQL document, or a MetricQuery as JSON; - for standard input')
    .option('--role <role>', 'role that asks', role, 'analyst')
    .option('--subject <id>', 'person that asks; their grants decide the rows', 'cli')
    .option('--attribute <name=values>', 'attribute of the asker beyond their grants; repeatable', attribute)
    .option('--variables <json>', 'variables of a GraphQL document');

const program = new Command('vernier')
  .description(
    'A GraphQL metrics server over ClickHouse. Settings come from the environment; the README lists them.',
  )
  .showHelpAfterError('(vernier --help tells the rest)');

program.command('serve').description('start the server').action(serve);

program
  .command('check')
  .description(
    'check the catalog against the warehouse: types, keys, cardinalities, policies; exits 1 on a mistake',
  )
  .action(async () => {
    const running = runningServer(readSettings());
    const report = await (running === undefined
      ? using(openStores, ({ warehouse }, options) =>
          runCheck(options.config.catalogFolder, { warehouse, report: options.report }),
        )
      : running.check());
    stdout.write(`${report.text}\n`);
    if (report.failed) process.exitCode = 1;
  });

asking(program.command('query').description('ask a question and print the answer'))
  .option('--format <format>', 'table, json or csv', format, 'table')
  .action(async (file: string, options: AskOptions & { readonly format: AnswerFormat }) => {
    const question = await readQuestion(file, options.variables);
    const answer = await withConsole((console) => console.query({ question, identity: identityOf(options) }));
    stdout.write(printAnswer(answer, options.format));
    if (answer.kind === 'graphql' && answer.problems.length > 0) {
      stderr.write(`${answer.problems.join('\n')}\n`);
      process.exitCode = 1;
    }
  });

asking(
  program.command('sql').description('print the SQL of a question, its parameters, the source and why'),
).action(async (file: string, options: AskOptions) => {
  const question = await readQuestion(file, options.variables);
  const statements = await withConsole((console) => console.sql({ question, identity: identityOf(options) }));
  stdout.write(printStatements(statements));
});

program
  .command('token')
  .description('print a signed token')
  .option('--role <role>', 'role of the bearer', role, 'analyst')
  .option('--subject <id>', 'person of the bearer; their grants decide the rows', 'cli')
  .option('--attribute <name=values>', 'attribute beyond the grants; repeatable', attribute)
  .option('--expires <time>', 'lifetime, such as 12h or 30d', '12h')
  .action(async (options: AskOptions & { readonly expires: string }) => {
    const config = readSettings();
    const key = await openTokenKey(config.tokens, config.dataFolder);
    stdout.write(`${await signToken(key, { ...identityOf(options), expiresIn: options.expires })}\n`);
  });

/** People get the sentence; a bug gets its stack. */
function fail(error: unknown): void {
  const expected = error instanceof VernierError && !(error instanceof InvariantError);
  const cause =
    expected && error.audience === 'upstream' && error.cause instanceof Error
      ? `\n${error.cause.message}`
      : '';
  stderr.write(
    expected ? `${error.message}${cause}\n` : `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}

program.parseAsync().catch(fail);
