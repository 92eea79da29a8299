/** A word of an enum, which GraphQL writes without quotes. */
export class EnumValue {
  constructor(readonly name: string) {}
}

/** A value as GraphQL writes it: keys and enums bare, texts quoted. Members that are undefined are left out. */
function graphqlText(value: unknown): string {
  if (value instanceof EnumValue) return value.name;
  if (Array.isArray(value)) return `[${value.map(graphqlText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{ ${members.map(([key, member]) => `${key}: ${graphqlText(member)}`).join(', ')} }`;
  }
  return JSON.stringify(value);
}

/** Arguments in parentheses; nothing when there are none. */
export function argumentsText(args: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ''
    : `(${given.map(([name, value]) => `${name}: ${graphqlText(value)}`).join(', ')})`;
}

/** Names from one object to one inside it. */
export function readPath(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
}
