/** Columns of `schema.sql`: table → column → ClickHouse type. */
export type ColumnTypes = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function readColumnTypes(schema: string): ColumnTypes {
  const tables = new Map<string, ReadonlyMap<string, string>>();
  for (const [, table = '', body = ''] of schema.matchAll(
    /create\s+table\s+(?:if\s+not\s+exists\s+)?(?:\w+\.)?(\w+)\s*\(([\s\S]*?)\)\s*engine/gi,
  )) {
    const columns = body
      .split('\n')
      .map((line) => /^\s*`?(\w+)`?\s+(.+?),?\s*$/.exec(line))
      .flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const]));
    tables.set(table, new Map(columns));
  }
  return tables;
}

/** Type of a catalog's dimension over this ClickHouse type. */
export function dimensionType(clickhouseType: string): string {
  const bare = clickhouseType.replace(/^(?:Nullable|LowCardinality)\((.*)\)$/, '$1');
  if (bare === 'Bool') return 'boolean';
  if (/^U?Int/.test(bare)) return 'integer';
  if (/^Float/.test(bare)) return 'float';
  if (/^Decimal/.test(bare)) return 'decimal';
  if (bare === 'Date' || bare === 'Date32') return 'date';
  if (/^DateTime/.test(bare)) return 'time';
  return 'string';
}
