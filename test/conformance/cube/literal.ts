/** A word that stands in a document as it is: an enum value. */
export class Word {
  constructor(readonly text: string) {}
}

/** A value as GraphQL writes it. */
function literal(value: unknown): string {
  if (value instanceof Word) return value.text;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{ ${members.map(([key, member]) => `${key}: ${literal(member)}`).join(', ')} }`;
  }
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** `(a: 1, b: X)`, or nothing. */
export function args(members: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  return known.length === 0 ? '' : `(${known.map(([key, value]) => `${key}: ${literal(value)}`).join(', ')})`;
}
