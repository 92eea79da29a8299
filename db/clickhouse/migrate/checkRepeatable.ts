/** What makes one kind of statement safe to run again. */
const REPEATABLE: readonly RegExp[] = [
  /^CREATE\s+(?:MATERIALIZED\s+VIEW|DATABASE|TABLE|VIEW|DICTIONARY|FUNCTION)\s+IF\s+NOT\s+EXISTS\b/i,
  /^CREATE\s+OR\s+REPLACE\s+(?:VIEW|FUNCTION|DICTIONARY)\b/i,
  /^DROP\s+(?:DATABASE|TABLE|VIEW|DICTIONARY|FUNCTION)\s+IF\s+EXISTS\b/i,
];

const ALTER_ADD = /\bADD\s+(?:COLUMN|INDEX|PROJECTION|CONSTRAINT|STATISTICS)\b(?!\s+IF\s+NOT\s+EXISTS\b)/i;
const ALTER_TAKE =
  /\b(?:DROP|RENAME|CLEAR)\s+(?:COLUMN|INDEX|PROJECTION|CONSTRAINT|STATISTICS)\b(?!\s+IF\s+EXISTS\b)/i;
const ALTER_ROWS = /\b(?:UPDATE|DELETE|ATTACH|MOVE|REPLACE|FETCH|FREEZE|DROP\s+(?:PARTITION|PART))\b/i;

/**
 * Says what keeps a migration statement from being safe to run twice, or undefined. Two starting instances, or one that
 * was killed half way, run a file again.
 */
export function checkRepeatable(statement: string): string | undefined {
  // Comments and strings could hold any of the words.
  const bare = statement.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'/g, ' ').trim();
  if (REPEATABLE.some((pattern) => pattern.test(bare))) return undefined;
  if (!/^ALTER\s+TABLE\b/i.test(bare)) {
    return 'is none of CREATE … IF NOT EXISTS, CREATE OR REPLACE VIEW, DROP … IF EXISTS, ALTER TABLE';
  }
  if (ALTER_ADD.test(bare)) return 'adds without IF NOT EXISTS';
  if (ALTER_TAKE.test(bare)) return 'drops, renames or clears without IF EXISTS';
  if (ALTER_ROWS.test(bare)) return 'changes rows or partitions, which is not a migration';
  return undefined;
}
