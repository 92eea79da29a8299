import { LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { OperatorIssue } from '../errors.js';

/** One catalog file, read. `value` is plain data and only worth reading when the file gave no issue. */
export interface CatalogFile {
  /** Path as issues show it: the catalog folder as it was given, and what follows. */
  readonly name: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly value: unknown;
}

/**
 * Aliases a file may resolve. A catalog repeats a policy a few times; a file of nested aliases ("billion laughs") would
 * otherwise fill the memory.
 */
const MAX_ALIASES = 100;

/** Parses one YAML document. Every syntax error and duplicate key becomes an issue with its line and column. */
export function parseYaml(
  name: string,
  text: string,
): { file: CatalogFile; issues: readonly OperatorIssue[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const issues: OperatorIssue[] = [...document.errors, ...document.warnings].map((problem) => {
    const { line, col } = lines.linePos(problem.pos[0]);
    return { file: name, line, message: `Column ${col}: ${asSentence(problem.code, problem.message)}` };
  });
  visit(document, {
    Pair(_, pair) {
      // Plain objects lose this key silently, so whatever stands under it would be ignored.
      if (String(pair.key) === '__proto__')
        issues.push({ file: name, message: '"__proto__" cannot be a name.' });
    },
  });

  let value: unknown;
  if (issues.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      issues.push({ file: name, message: `${error instanceof Error ? error.message : String(error)}.` });
    }
  }
  return { file: { name, document, lines, value }, issues };
}

function asSentence(code: string, message: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'This key stands twice in the same map; the second would hide the first.';
    case 'MULTIPLE_DOCS':
      return 'A file holds one dataset; put what follows --- into a file of its own.';
    case 'TAB_AS_INDENT':
      return 'Indent with spaces; YAML does not allow tabs.';
    case 'UNEXPECTED_TOKEN':
      return `${message}. A value that starts with { or [ and goes on after the closing bracket wants quotes.`;
    default:
      return `${message}.`;
  }
}
