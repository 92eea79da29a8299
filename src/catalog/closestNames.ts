import { distance } from 'fastest-levenshtein';

/** At most three of `candidates` that a person may have meant by `name`, best first; ties in alphabetical order. */
export function closestNames(name: string, candidates: Iterable<string>): readonly string[] {
  const wanted = name.toLowerCase();
  // A third of the length: `vistors` finds `visitors`, `ip` does not find `os`.
  const reach = Math.max(1, Math.floor(wanted.length / 3));
  return [...new Set(candidates)]
    .filter((candidate) => candidate !== name)
    .map((candidate) => ({ candidate, far: distance(wanted, candidate.toLowerCase()) }))
    .filter(
      ({ candidate, far }) =>
        far <= reach || (wanted.length > 3 && candidate.toLowerCase().startsWith(wanted)),
    )
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean "a", "b" or "c"?`, or nothing when no candidate is close. Ends a message. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  return meaning(closestNames(name, candidates));
}

/** The same for names that are known to be close. */
export function meaning(names: readonly string[]): string {
  if (names.length === 0) return '';
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop() as string;
  return ` Did you mean ${quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`}?`;
}
