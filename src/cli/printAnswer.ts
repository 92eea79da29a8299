import { StartupError } from '../errors.js';
import type { ConsoleAnswer } from '../server/console.js';
import { renderCsv } from './renderCsv.js';
import { renderTable, type NamedTable } from './renderTable.js';
import { tablesOf } from './tablesOf.js';

export type AnswerFormat = 'table' | 'json' | 'csv';

/**
 * Text of an answer. JSON is the data as GraphQL gives it (a MetricQuery: a list of objects by response key); CSV is one table,
 * so it wants a question with one view.
 */
export function printAnswer(answer: ConsoleAnswer, format: AnswerFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(jsonOf(answer), null, 2)}\n`;
    case 'table':
      return tables(answer)
        .map((table) => `${renderTable(table)}\n`)
        .join('\n');
    case 'csv': {
      const [first, ...others] = tables(answer);
      if (others.length > 0) {
        throw new StartupError(
          `CSV is one table and the question has ${others.length + 1} views: ask one of them, or use --format json.`,
        );
      }
      return first === undefined ? '' : renderCsv(first);
    }
  }
}

function tables(answer: ConsoleAnswer): readonly NamedTable[] {
  if (answer.kind === 'metric') return [{ title: '', columns: answer.columns, rows: answer.rows }];
  return answer.data === null ? [] : tablesOf(answer.data);
}

function jsonOf(answer: ConsoleAnswer): unknown {
  if (answer.kind === 'graphql') return answer.data;
  return answer.rows.map((row) =>
    Object.fromEntries(answer.columns.map((column, index) => [column, row[index] ?? null])),
  );
}
