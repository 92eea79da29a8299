import type { StatementReport } from '../server/console.js';

/** SQL, parameters, source and reasons of every view, as SQL text with comments, so that it can be pasted into a client. */
export function printStatements(statements: readonly StatementReport[]): string {
  return statements.map(printStatement).join('\n');
}

function printStatement(statement: StatementReport): string {
  const notes = [
    ...(statement.view === '' ? [] : [`-- ${statement.view}`]),
    `-- source: ${statement.source}`,
    `-- ${statement.reason}`,
    ...statement.rejected.map((source) => `-- not ${source.name}: ${source.code}, ${source.reason}`),
  ];
  const parameters = statement.parameters.map(
    (parameter) => `-- ${parameter.name} ${parameter.type} = ${JSON.stringify(parameter.value)}`,
  );
  return `${[...notes, ...parameters, `${statement.sql};`].join('\n')}\n`;
}
