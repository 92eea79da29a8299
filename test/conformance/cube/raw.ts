/** JSON of the suite; every key may be in camelCase or snake_case, every list of members also a map by name. */
export type Raw = Readonly<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** Entries of a map by name, or of a list whose items say their name. */
export function named(members: unknown): readonly (readonly [string, Raw])[] {
  if (members === undefined || members === null) return [];
  return Array.isArray(members)
    ? members.map((member: Raw) => [String(member['name']), member] as const)
    : Object.entries(members as Record<string, Raw>);
}

/** The value of a key in either spelling: `timeShift`, `time_shift`. */
export function at(raw: Raw, key: string): unknown {
  return raw[key] ?? raw[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

/** Conversions to the query's zone are left out: ours cuts time there anyway. */
export function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return written.replace(/\{SQL_UTILS\.convertTz\(["']([^"']*)["']\)\}/g, '$1');
}

export function texts(value: unknown): readonly string[] | undefined {
  return value === undefined ? undefined : (value as unknown[]).map(String);
}
