/** A length of time as the suite writes it: `2 months`, `366 day`. */
export interface Span {
  readonly n: number;
  readonly unit: string;
}

export function readSpan(text: string): Span | undefined {
  const match = /^\s*(\d+)\s*(minute|hour|day|week|month|quarter|year)s?\s*$/i.exec(text);
  return match === null ? undefined : { n: Number(match[1]), unit: (match[2] ?? '').toUpperCase() };
}
