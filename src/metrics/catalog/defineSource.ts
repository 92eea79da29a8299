import type { DatasetSource } from './definitions.js';
import type { Draft } from './draft.js';
import { unbalanced } from './parseExpression.js';
import { isProblem, tokenizeSql } from './tokenizeSql.js';

const TABLE = /^([A-Za-z_][A-Za-z0-9_]*)\.([A-Za-z_][A-Za-z0-9_]*)$/;

/** Stands in for a source that could not be read; a catalog with issues is never served. */
const BROKEN: DatasetSource = { kind: 'table', database: 'broken', table: 'broken', final: false };

/** Where the rows come from: exactly one of `source` and `sql`. */
export function defineSource({ spec, report }: Draft): DatasetSource {
  const { source, sql, final = false } = spec;
  if ((source === undefined) === (sql === undefined)) {
    report(
      [source === undefined ? 'dataset' : 'sql'],
      'Give exactly one of "source: database.table" and "sql: SELECT …".',
    );
    return BROKEN;
  }
  if (source !== undefined) {
    const [, database, table] = TABLE.exec(source) ?? [];
    if (database !== undefined && table !== undefined) return { kind: 'table', database, table, final };
    report(['source'], `"${source}" is not a table: write "database.table".`);
    return BROKEN;
  }
  if (final) report(['final'], '"final" is for a table; write FINAL into the "sql" where it is needed.');
  const text = (sql as string).trim();
  const problem = selectProblem(text);
  if (problem !== undefined) report(['sql'], problem);
  return problem === undefined ? { kind: 'sql', text } : BROKEN;
}

/** A source is put in parentheses behind FROM, so it must be one whole SELECT without settings or output of its own. */
function selectProblem(text: string): string | undefined {
  const tokens = tokenizeSql(text);
  if (isProblem(tokens)) return tokens.problem;
  if (!/^(?:select|with)$/i.test(tokens[0]?.text ?? ''))
    return 'The "sql" of a dataset is one SELECT (it may begin with WITH).';
  const reference = tokens.find(({ kind }) => kind === 'reference');
  if (reference !== undefined)
    return `"${reference.text}" is not allowed here: dimensions are made of this SELECT, not the other way round.`;
  const clause = tokens.find(
    ({ kind, text: word }, index) =>
      kind === 'word' && /^(?:settings|format|into|outfile)$/i.test(word) && tokens[index + 1]?.text !== '(',
  );
  return clause === undefined
    ? unbalanced(tokens)
    : `"${clause.text}" is not allowed in the "sql" of a dataset; if it is a column, quote it: \`${clause.text}\`.`;
}
