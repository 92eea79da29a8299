import type { Problems } from '../checks/problems.js';
import { checkOptionalText, sameName } from '../checks/text.js';
import type { WebsiteRecord } from '../ports.js';
import { isWhole } from './checkSettings.js';

/** Columns of each kind that events have. */
const SLOTS = 20;

/** What custom dimensions and custom metrics have in common. */
interface Definition {
  readonly index: number;
  readonly name: string;
  readonly description?: string | null | undefined;
}

/** The slot with its name, when the name is its own on the website: among dimensions and metrics both. Reports every problem. */
export function checkDefinition<Given extends Definition>(
  problems: Problems,
  given: Given,
  { website, kind }: { readonly website: WebsiteRecord; readonly kind: 'dimension' | 'metric' },
): Given & { readonly description: string | null } {
  checkSlot(problems, given.index, kind);
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(given.name))
    problems.add(
      ['name'],
      'A name has up to 64 letters, digits and "_", and begins with a letter: it is asked for by this name.',
      { suggestions: wordsOf(given.name) },
    );
  const others = [
    ...website.customDimensions.filter(({ index }) => kind !== 'dimension' || index !== given.index),
    ...website.customMetrics.filter(({ index }) => kind !== 'metric' || index !== given.index),
  ];
  const taken = others.find(({ name }) => sameName(name, given.name));
  if (taken !== undefined)
    problems.add(
      ['name'],
      `Slot ${taken.index} of the website's custom ${website.customMetrics.includes(taken as never) ? 'metrics' : 'dimensions'} has this name (upper and lower case are the same).`,
    );
  const description = checkOptionalText(problems, given.description, {
    path: ['description'],
    what: 'A description',
    longest: 1_000,
  });
  return { ...given, description };
}

export function checkSlot(problems: Problems, index: number, kind: 'dimension' | 'metric'): void {
  if (!isWhole(index, 1, SLOTS))
    problems.add(
      ['index'],
      `The slot of a custom ${kind} is 1 to ${SLOTS}: the column custom_${kind}_1 to custom_${kind}_${SLOTS} of events.`,
    );
}

/** `Customer tier` → `customerTier`. */
function wordsOf(name: string): readonly string[] {
  if (name.length > 64) return [];
  const [first = '', ...more] = name.match(/[A-Za-z0-9_]+/g) ?? [];
  const joined =
    first.charAt(0).toLowerCase() +
    first.slice(1) +
    more.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(joined) && joined !== name ? [joined] : [];
}
