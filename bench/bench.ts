/** `npm run bench`: README.md of this folder says what is measured and how to read it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { signToken } from '../src/server/signToken.js';
import { PACKAGE_FOLDER } from '../src/start/packageFolder.js';
import { SECRET, startScript, startVernier, type Child } from './child.js';
import { openCompiler, sqlOf, timeCompile } from './compile.js';
import { direct, graphql, stockClient, viewByView } from './contenders.js';
import { measure, warmUp } from './measure.js';
import { DASHBOARD, QUESTIONS } from './questions.js';
import { report, type Result } from './report.js';
import { checkSameAnswers } from './sameAnswers.js';
import { timeStart } from './timeStart.js';

const CATALOG = path.join(PACKAGE_FOLDER, 'examples/flights/catalog');
const WARM_UP_SECONDS = 8;
const DASHBOARD_SECONDS = 4;
/** The whole run; what a busy machine takes longer for starting is taken from measuring. */
const MOST_SECONDS = 80;
/** Less measuring than this share of what is planned would tell nothing. */
const LEAST_SHARE = 0.6;

const folder = mkdtempSync(path.join(tmpdir(), 'vernier-bench-'));
const children: Child[] = [];
const running = async (starting: Promise<Child>): Promise<Child> => {
  const child = await starting;
  children.push(child);
  return child;
};
try {
  process.stdout.write(await run());
} finally {
  await Promise.all(children.map((child) => child.stop()));
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<string> {
  const begun = performance.now();
  say('Loading the flights …');
  loadFlights();
  say('Starting Vernier twice, without demo rows …');
  const start = await timeStart(folder);

  say('Starting the contenders …');
  const front = await running(startScript('engineFront.ts', [path.join(folder, 'front')]));
  const compiler = await openCompiler(CATALOG, front.url);
  const sql = new Map(QUESTIONS.map((question) => [question.name, sqlOf(compiler, question)]));
  const sqlFile = path.join(folder, 'sql.json');
  writeFileSync(
    sqlFile,
    JSON.stringify(Object.fromEntries([...sql.values()].flatMap((views) => [...views]))),
  );
  const token = await signToken(
    { kind: 'secret', secret: new TextEncoder().encode(SECRET), issuer: undefined, audience: undefined },
    { subject: 'bench', role: 'analyst', expiresIn: '1h' },
  );
  const [vernier, embedded, apollo, lean] = await Promise.all([
    running(startVernier({ ...settings('served'), CLICKHOUSE_URL: front.url })),
    running(startVernier(settings('embedded'))),
    running(startScript('apolloServer.ts', [front.url, sqlFile, 'defaults'])),
    running(startScript('apolloServer.ts', [front.url, sqlFile, 'lean'])),
  ]);
  const client = stockClient(front.url);
  const contenders = [
    direct(client, (question) => [...(sql.get(question.name)?.values() ?? [])]),
    graphql({ name: 'apollo', server: apollo }),
    graphql({ name: 'apollo lean', server: lean }),
    graphql({ name: 'vernier', server: vernier, token }),
    graphql({ name: 'vernier embedded', server: embedded, token }),
  ];
  say('Warming up …');
  for (const question of QUESTIONS) await checkSameAnswers(question, contenders);
  await warmUp(QUESTIONS, contenders, WARM_UP_SECONDS);
  const left = (): number => MOST_SECONDS - (performance.now() - begun) / 1000;
  const results: Result[] = [];
  for (const [index, question] of QUESTIONS.entries()) {
    say(`Measuring ${question.label} …`);
    const planned = QUESTIONS.slice(index).reduce((sum, { seconds }) => sum + seconds, DASHBOARD_SECONDS);
    const seconds = question.seconds * Math.max(LEAST_SHARE, Math.min(1, left() / planned));
    results.push({ question, measured: await measure({ ...question, seconds }, contenders) });
  }
  say('Measuring the dashboard view by view …');
  const dashboard = await measure({ ...DASHBOARD, seconds: DASHBOARD_SECONDS }, [
    graphql({ name: 'vernier', server: vernier, token }),
    viewByView({ name: 'vernier view by view', server: vernier, token }),
  ]);
  await client.close();

  const servers = { vernier, 'vernier embedded': embedded, apollo, 'apollo lean': lean };
  return report({
    results,
    dashboard,
    compile: QUESTIONS.map((question) => timeCompile(compiler, question)),
    start,
    rss: await Promise.all(
      Object.entries(servers).map(async ([name, server]) => ({ name, rssMb: (await server.usage()).rssMb })),
    ),
    seconds: (performance.now() - begun) / 1000,
  });
}

function settings(data: string): Record<string, string> {
  return {
    VERNIER_DATA: path.join(folder, data),
    VERNIER_CATALOG: CATALOG,
    VERNIER_MIRROR_SECONDS: '86400',
  };
}

/** By the tutorial's own script, once; the front gets a copy, as an engine's folder is one process's. */
function loadFlights(): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.join(PACKAGE_FOLDER, 'examples/flights/load.mjs')],
    { env: { ...process.env, ...settings('embedded') }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The flights could not be loaded.\n${stderr}`);
  mkdirSync(path.join(folder, 'front'));
  cpSync(path.join(folder, 'embedded/clickhouse'), path.join(folder, 'front'), { recursive: true });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
