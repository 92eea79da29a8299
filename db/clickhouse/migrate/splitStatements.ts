import { StartupError } from '../../../src/errors.js';

/**
 * One token after another: comments, quoted text, the semicolon, everything else. A quote is escaped by a backslash or by
 * doubling it; block comments do not nest.
 */
const TOKEN =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<quoted>'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`)|(?<end>;)|(?<open>['"`]|\/\*)|[^'"`;/-]+|[/-]/g;

/**
 * Takes SQL text apart at its semicolons, not at those inside strings, names or comments. Comments before a statement
 * are dropped, those inside it stay. Throws a StartupError when a string or comment is never closed.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let current = '';
  for (const match of sql.matchAll(TOKEN)) {
    const { comment, end, open } = match.groups as { comment?: string; end?: string; open?: string };
    if (open !== undefined) {
      const line = sql.slice(0, match.index).split('\n').length;
      throw new StartupError(`A ${open} that opens on line ${line} is never closed.`);
    }
    if (end !== undefined) {
      statements.push(current.trim());
      current = '';
    } else if (comment === undefined || current.trim() !== '') current += match[0];
  }
  return [...statements, current.trim()].filter((statement) => statement !== '');
}
