/** No name is nearly as long. Comparing takes time by both lengths, and callers may send a megabyte. */
const LONGEST = 128;

/** Names a person may have meant, best first, at most three. `candidates` must only hold names that the asker may see. */
export function closestNames(name: string, candidates: Iterable<string>): readonly string[] {
  if (name.length > LONGEST) return [];
  const wanted = name.toLowerCase();
  const reach = Math.max(1, Math.min(3, Math.floor(wanted.length / 3)));
  const scored: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    const contains =
      wanted.length >= 3 && (lower.includes(wanted) || (lower.length >= 3 && wanted.includes(lower)));
    const distance = editDistance(wanted, lower);
    if (distance <= reach || contains) scored.push({ candidate, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return scored.slice(0, 3).map(({ candidate }) => candidate);
}

/** Levenshtein distance: how many characters to insert, delete or replace. Written here because the compiler uses no library. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replace = (previous[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replace, (previous[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
}

/** ` Did you mean "visitors"?`, or nothing. Ends a message. */
export function didYouMean(suggestions: readonly string[]): string {
  if (suggestions.length === 0) return '';
  const quoted = suggestions.map((suggestion) => `"${suggestion}"`);
  return ` Did you mean ${quoted.length === 1 ? (quoted[0] as string) : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) as string}`}?`;
}
