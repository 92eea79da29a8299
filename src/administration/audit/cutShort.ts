import { withoutSecrets } from './withoutSecrets.js';

/** Characters of one text, members of one list or object, and characters of all of it, about. */
const LONGEST_TEXT = 200;
const MOST_MEMBERS = 20;
const LARGEST = 2_000;
const MORE = '…';

/** What somebody asked for, as much of it as a log keeps: a refused input may be as large as a request. What is left out is shown by "…". */
export function cutShort(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let left = LARGEST;
  const text = (whole: string): string => {
    const kept = withoutSecrets(whole, LONGEST_TEXT);
    left -= JSON.stringify(kept).length;
    return kept;
  };
  const list = (members: readonly unknown[]): readonly unknown[] => {
    const kept = members.slice(0, MOST_MEMBERS).map(short);
    return members.length > MOST_MEMBERS ? [...kept, MORE] : kept;
  };
  const object = (members: object): Readonly<Record<string, unknown>> => {
    const given = Object.entries(members).filter(([, value]) => value !== undefined);
    const kept = given.slice(0, MOST_MEMBERS).map(([name, value]) => [text(name), short(value)] as const);
    return Object.fromEntries(given.length > MOST_MEMBERS ? [...kept, [MORE, MORE]] : kept);
  };
  const short = (value: unknown): unknown => {
    if (left <= 0) return MORE;
    if (typeof value === 'string') return text(value);
    left -= 4;
    if (Array.isArray(value)) return list(value);
    return typeof value === 'object' && value !== null ? object(value) : value;
  };
  return object(values);
}
