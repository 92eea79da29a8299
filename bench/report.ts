import type { CompileTimes } from './compile.js';
import type { Measured } from './measure.js';
import { median } from './percentile.js';
import type { Question } from './questions.js';
import type { StartTimes } from './timeStart.js';

export interface Result {
  readonly question: Question;
  readonly measured: readonly Measured[];
}

export interface Findings {
  readonly results: readonly Result[];
  /** One request for the dashboard against one per view. */
  readonly dashboard: readonly Measured[];
  readonly compile: readonly CompileTimes[];
  readonly start: StartTimes;
  readonly rss: readonly { readonly name: string; readonly rssMb: number }[];
  readonly seconds: number;
}

/** Tables for people, then one line of JSON that holds the ratios. */
export function report(findings: Findings): string {
  const { results, dashboard, compile, start, rss, seconds } = findings;
  return [
    ...results.flatMap(({ question, measured }) => [
      '',
      question.label,
      table(
        ['', 'requests', 'p50 ms', 'p95 ms', 'server CPU ms', 'vernier takes', 'vernier CPU is'],
        measured.map((one) => [
          one.contender,
          String(one.took.length),
          one.p50.toFixed(2),
          one.p95.toFixed(2),
          one.cpuMs?.toFixed(2) ?? '',
          one.contender.startsWith('vernier') ? '' : `× ${latencyRatio(find(measured, 'vernier'), one)}`,
          one.contender.startsWith('vernier') || one.cpuMs === undefined
            ? ''
            : `× ${ratio(cpu(measured), one.cpuMs)}`,
        ]),
      ),
    ]),
    '',
    'dashboard, one request against four at once',
    table(
      ['', 'requests', 'p50 ms', 'p95 ms'],
      dashboard.map((one) => [
        one.contender,
        String(one.took.length),
        one.p50.toFixed(2),
        one.p95.toFixed(2),
      ]),
    ),
    '',
    'compiling, µs (medians, all views of the question)',
    table(
      ['', 'compile', 'parse', 'validate', 'plan with compile'],
      compile.map((one) => [
        one.question.label,
        ...[one.compile, one.parse, one.validate, one.plan].map((value) => value.toFixed(0)),
      ]),
    ),
    '',
    `start, shipped catalog, no demo rows: first ${start.first.toFixed(2)} s, second ${start.second.toFixed(2)} s, idle ${start.rssMb.toFixed(0)} MB`,
    `memory after the run, MB: ${rss.map(({ name, rssMb }) => `${name} ${rssMb.toFixed(0)}`).join(', ')}`,
    `the whole run took ${seconds.toFixed(0)} s`,
    '',
    JSON.stringify(ratios(findings)),
    '',
  ].join('\n');
}

function ratios({ results, dashboard, compile, start }: Findings) {
  const against = (contender: string) =>
    Object.fromEntries(
      results.map(({ question, measured }) => [
        shortName(question),
        latencyRatio(find(measured, 'vernier'), find(measured, contender)),
      ]),
    );
  const cpuAgainst = (contender: string) =>
    Object.fromEntries(
      results.map(({ question, measured }) => [
        shortName(question),
        ratio(cpu(measured), find(measured, contender).cpuMs ?? Number.NaN),
      ]),
    );
  return {
    vsDirect: against('direct'),
    vsApollo: against('apollo'),
    vsApolloLean: against('apollo lean'),
    cpuVsApollo: cpuAgainst('apollo'),
    cpuVsApolloLean: cpuAgainst('apollo lean'),
    dashboard: latencyRatio(find(dashboard, 'vernier'), find(dashboard, 'vernier view by view')),
    compileMs: byQuestion(compile, (one) => one.compile),
    planMs: byQuestion(compile, (one) => one.parse + one.validate + one.plan),
    startSeconds: [round(start.first), round(start.second)],
  };
}

function byQuestion(times: readonly CompileTimes[], read: (one: CompileTimes) => number) {
  return Object.fromEntries(times.map((one) => [shortName(one.question), round(read(one) / 1000)]));
}

const shortName = ({ name }: Question): string => name.replace('rows', '');
const cpu = (measured: readonly Measured[]): number => find(measured, 'vernier').cpuMs ?? Number.NaN;
/** Median over the rounds: what disturbed the machine in a round met both alike. */
function latencyRatio(one: Measured, other: Measured): number {
  return round(median(one.took.map((took, index) => took / (other.took[index] ?? Number.NaN))));
}

const ratio = (one: number, other: number): number => round(one / other);
const round = (value: number): number => Number(value.toFixed(value < 0.1 ? 3 : 2));

function find(measured: readonly Measured[], contender: string): Measured {
  const found = measured.find((one) => one.contender === contender);
  if (found === undefined) throw new Error(`Nothing was measured of ${contender}.`);
  return found;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
