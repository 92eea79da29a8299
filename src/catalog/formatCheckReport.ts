import type { CheckIssue, CheckReport } from './checkCatalog.js';
import type { Severity } from './checks/finding.js';

/** A report for a terminal: one line per issue, `severity file:line member: message`, and a summary as the last line. */
export function formatCheckReport(report: CheckReport): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => ({
    severity,
    count: report.issues.filter((issue) => issue.severity === severity).length,
  }));
  const found = counts
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, NOUN[severity]));
  const scope = `${plural(report.datasets, 'dataset')}, ${plural(report.checks, 'check')} of the data`;
  return [
    ...report.issues.map(line),
    `${found.length === 0 ? 'No issues' : found.join(', ')} (${scope}).`,
    '',
  ].join('\n');
}

/** A catalog with an error is not served. */
export function hasErrors(report: CheckReport): boolean {
  return report.issues.some(({ severity }) => severity === 'error');
}

const NOUN: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

function line({ severity, file, line: number, member, message }: CheckIssue): string {
  const at = [file === undefined ? undefined : number === undefined ? file : `${file}:${number}`, member];
  const place = at.filter((part) => part !== undefined).join(' ');
  return `${NOUN[severity].padEnd(7)} ${place === '' ? '' : `${place}: `}${message}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
