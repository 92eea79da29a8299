import { closestNames, didYouMean } from '../metrics/index.js';
import { WarehouseError } from '../errors.js';

/** An engine that answered "this is wrong". Everything else (no connection, timeout) is not the catalog's fault. */
export function isRefusal(error: unknown): error is WarehouseError {
  return error instanceof WarehouseError && error.failure === 'failed' && error.engineCode !== undefined;
}

/**
 * What the engine says is wrong, for the author of the catalog: without its code, and without the statement that was asked, which is ours
 * and not theirs.
 */
export function engineProblem(error: WarehouseError): string {
  const text =
    /DB::Exception: (?<said>[\s\S]*)$/.exec(deepestMessage(error))?.groups?.['said'] ?? deepestMessage(error);
  const meant = /Maybe you meant:? (?<names>[^?(]+)/.exec(text)?.groups?.['names'];
  const said = text
    .split(/:? in (?:scope|query):? /i, 1)
    .concat('')[0]
    ?.split(/: [Ww]hile (?:executing|processing)|\. Maybe you meant|: JOIN /, 1)[0]
    ?.replace(/\s*\([A-Z][A-Z0-9_]+\)\.?\s*$/, '')
    .replace(/[\s.:]+$/, '');
  const names = [...(meant ?? '').matchAll(/\w[\w.]*\w|\w/g)].map(([name]) => name);
  return `ClickHouse says: ${said ?? text}.${didYouMean(names)}`;
}

/** The same for an expression over known columns: a name that is none of them gets the names it may have meant. */
export function expressionProblem(
  error: WarehouseError,
  asked: {
    readonly identifiers: ReadonlySet<string>;
    readonly columns: readonly string[];
    readonly source: string;
  },
): string {
  const said = deepestMessage(error);
  const unknown = [...asked.identifiers].filter(
    (name) => !asked.columns.includes(name) && said.includes(`\`${name}\``),
  );
  if (unknown.length === 0) return engineProblem(error);
  return unknown
    .map(
      (name) =>
        `There is no column "${name}" in ${asked.source}.${didYouMean(closestNames(name, asked.columns))}`,
    )
    .join(' ');
}

/** The adapter's own message is for logs; the engine's words are at the end of the causes. */
function deepestMessage(error: Error): string {
  return error.cause instanceof Error ? deepestMessage(error.cause) : error.message;
}
