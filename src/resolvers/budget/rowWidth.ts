import type { TableFacts } from '../ports.js';

/** A text, a list or a structure, whose length no type tells. */
const UNKNOWN_BYTES = 32;
/** A row of a table that nothing is known of. */
const UNKNOWN_ROW_BYTES = 100;

/**
 * Uncompressed bytes of a row: of the columns that the statement names, by their types alone. What a text holds is no part of it, so the width tells nothing
 * of rows that the caller may not see.
 */
export function rowWidth(statement: string, facts: TableFacts | undefined): number {
  if (facts === undefined) return UNKNOWN_ROW_BYTES;
  const words = new Set(statement.match(/\w+/g));
  const read = facts.columns.filter(({ name }) =>
    (name.match(/\w+/g) ?? []).every((word) => words.has(word)),
  );
  return Math.max(
    1,
    read.reduce((sum, { type }) => sum + typeWidth(type), 0),
  );
}

function typeWidth(type: string): number {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)?.[1];
  if (inner !== undefined) return type.startsWith('Nullable') ? typeWidth(inner) + 1 : typeWidth(inner);
  const bits = /^(?:U?Int|B?Float)(\d+)$/.exec(type)?.[1];
  if (bits !== undefined) return Number(bits) / 8;
  const fixed = /^FixedString\((\d+)\)$/.exec(type)?.[1];
  if (fixed !== undefined) return Number(fixed);
  if (type.startsWith('Decimal')) return 16;
  if (/^(?:Bool|Enum8)/.test(type)) return 1;
  if (/^(?:Date|Enum16)$|^Enum16/.test(type)) return 2;
  if (/^(?:Date32|DateTime|IPv4)(?:$|\((?!\d))/.test(type)) return 4;
  if (type.startsWith('DateTime64')) return 8;
  if (/^(?:UUID|IPv6)$/.test(type)) return 16;
  return UNKNOWN_BYTES;
}
