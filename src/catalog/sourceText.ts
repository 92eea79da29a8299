import type { DatasetSource } from '../metrics/index.js';

/** The source of a dataset as it stands after FROM. Parentheses keep a SELECT of the catalog apart from ours. */
export function sourceText(source: DatasetSource): string {
  if (source.kind === 'sql') return `(${source.text})`;
  return `${quoted(source.database)}.${quoted(source.table)}${source.final ? ' FINAL' : ''}`;
}

/** What people call it. */
export function sourceName(source: DatasetSource): string {
  return source.kind === 'sql' ? 'the SELECT of this dataset' : `${source.database}.${source.table}`;
}

function quoted(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}
