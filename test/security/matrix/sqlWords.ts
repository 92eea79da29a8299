/** A rough look at SQL: every word that may be a column. What is no column does no harm unless it is called like a hidden one. */

const NAME = String.raw`(?:[A-Za-z_]\w*|\`[^\`]*\`|"[^"]*")`;
const DOTTED = new RegExp(String.raw`(?<![\w.])${NAME}(?:\.${NAME})*(?![\w(]|\s*\()`, 'g');

/** Names without quotes, dotted ones whole. */
export function columnsIn(sql: string): readonly string[] {
  const text = sql.replaceAll(/'(?:[^'\\]|\\.|'')*'/g, ' ');
  return (text.match(DOTTED) ?? []).map((name) => name.replaceAll(/[`"]/g, ''));
}

/** The column that an expression is, when it is nothing else. */
export function plainColumn(sql: string): string | undefined {
  const [only = ''] = columnsIn(sql);
  return only !== '' && sql.trim().replaceAll(/[`"]/g, '') === only ? only : undefined;
}

/** Whether two dotted names can be the same column, one a part of the other's, or one behind a table's name. */
export function touches(left: string, right: string): boolean {
  return endings(left).some((one) =>
    endings(right).some(
      (other) => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`),
    ),
  );
}

function endings(name: string): readonly string[] {
  const steps = name.split('.');
  return steps.slice(0, 3).map((_, index) => steps.slice(index).join('.'));
}
