import { WarehouseError } from '../../src/errors.js';
import type { QueryAnswer, QueryColumn } from './warehouse.js';

/** Format both adapters read. Its first two lines name the columns and their types, so even no rows have a shape. */
export const COMPACT_FORMAT = 'JSONCompactEachRowWithNamesAndTypes';

/** Puts an answer together from documents in `COMPACT_FORMAT`; each has its own two header lines. */
export class CompactRows {
  #columns: readonly QueryColumn[] | undefined;
  readonly #rows: unknown[][] = [];

  /** Adds one complete document. */
  add(document: string): void {
    const firstEnd = document.indexOf('\n');
    const secondEnd = document.indexOf('\n', firstEnd + 1);
    if (firstEnd < 0 || secondEnd < 0) throw broken();
    this.#columns ??= readColumns(document.slice(0, firstEnd), document.slice(firstEnd + 1, secondEnd));
    // A line break inside a value is escaped, so every raw one ends a row: one parse for the whole document.
    const body = document.slice(secondEnd + 1).trimEnd();
    if (body === '') return;
    for (const row of parse(`[${body.replaceAll('\n', ',')}]`) as unknown[][]) this.#rows.push(row);
  }

  /** The whole answer. Throws when no document came: then even the columns are unknown. */
  finish(): Pick<QueryAnswer, 'columns' | 'rows'> {
    if (this.#columns === undefined) throw broken();
    return { columns: this.#columns, rows: this.#rows };
  }
}

function readColumns(names: string, types: string): readonly QueryColumn[] {
  const typeList = parse(types) as string[];
  return (parse(names) as string[]).map((name, index) => ({ name, type: typeList[index] ?? '' }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // An error in mid-stream ends a document with plain text instead of a row.
    throw broken(cause);
  }
}

function broken(cause?: unknown): WarehouseError {
  return new WarehouseError('failed', 'ClickHouse sent an answer that is cut off or not JSON.', { cause });
}
