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

/** ` Did you mean a, b or c?`, or nothing when no candidate is close. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const names = closestNames(name, candidates);
  if (names.length === 0) return '';
  const last = names.at(-1) as string;
  return names.length === 1
    ? ` Did you mean ${last}?`
    : ` Did you mean ${names.slice(0, -1).join(', ')} or ${last}?`;
}
