import type { StatementReport } from '../server/console.js';

/** SQL, parameters, source and reasons of every view, as SQL text with comments, so that it can be pasted into a client. */
export function printStatements(statements: readonly StatementReport[]): string {
  if (statements.length === 0) return '-- Nothing in this document asks ClickHouse.\n';
  return statements.map(printStatement).join('\n');
}

function printStatement(statement: StatementReport): string {
  const { view, source, reason, rejected, parameters, settings, sql } = statement;
  const notes = [
    ...(view === '' ? [] : [view]),
    `source: ${source}`,
    `why: ${reason}`,
    ...rejected.map(({ name, code, reason: why }) => `not ${name}: ${code}, ${why}`),
    ...settingNotes(settings),
    ...parameters.map(({ name, type, value }) => `${name} ${type} = ${JSON.stringify(value)}`),
  ];
  // A line break in a name or a value would end the comment.
  return `${notes.map((note) => `-- ${note.replaceAll(/\r?\n/g, ' ')}\n`).join('')}${sql};\n`;
}

/** What of the settings of websites acted. */
function settingNotes({
  timezone,
  botsLeftOut,
  sampled,
  storedOnly,
}: StatementReport['settings']): readonly string[] {
  return [
    `time zone: ${timezone ?? 'any of the websites, with one answer'}`,
    ...(botsLeftOut.length === 0 ? [] : [`programs left out: ${botsLeftOut.join(', ')}`]),
    ...(sampled.length === 0
      ? []
      : [`sampled: ${sampled.map(({ website, rate }) => `${website} (${rate})`).join(', ')}`]),
    ...(storedOnly.length === 0 ? [] : [`of stored hits alone: ${storedOnly.join(', ')}`]),
  ];
}
