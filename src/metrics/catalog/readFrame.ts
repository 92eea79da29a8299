import {
  GRAINS,
  TIME_UNITS,
  type GrainName,
  type Shift,
  type Span,
  type TimeUnit,
} from '../query/metricQuery.js';
import type { CumulativeSpec, ShiftSpec, SpanSpec } from './metricSpec.js';
import type { CumulativeFrame } from './definitions.js';
import { unknownName } from './draft.js';

/** Takes where below the member something is wrong, and what. */
type Report = (at: readonly (string | number)[], message: string) => void;

const SHOWS = ['FIRST', 'LAST', 'AVERAGE'] as const;
const unitNames = TIME_UNITS.join(', ').toLowerCase();

/** The frame of a cumulative metric; undefined, and reported, when it is wrong. `grains`: names of the catalog's own. */
export function readFrame(
  { window, toDate, show }: CumulativeSpec,
  grains: readonly string[],
  report: Report,
): CumulativeFrame | undefined {
  let wrong = false;
  const refuse: Report = (at, message) => {
    wrong = true;
    report(at, message);
  };
  if (window !== undefined && toDate !== undefined)
    refuse(
      [],
      'A cumulative metric has a "window" or counts "toDate", not both; with neither it counts everything before.',
    );
  if (window?.show !== undefined && show !== undefined) refuse(['show'], '"show" is said twice.');
  const named = window?.show ?? show;
  const shown = named === undefined ? undefined : oneOf(SHOWS, named, (message) => refuse(['show'], message));
  if (toDate !== undefined) {
    const grain = grainOf(toDate, grains, (message) => refuse(['toDate'], message));
    return wrong || grain === undefined ? undefined : { kind: 'toDate', grain, show: shown };
  }
  if (window === undefined)
    return wrong
      ? undefined
      : { kind: 'window', trailing: 'ALL', leading: undefined, anchor: 'END', show: shown };
  const plain = window.n !== undefined || window.unit !== undefined;
  if (plain && window.trailing !== undefined)
    refuse(['window'], '{ n, unit } is a trailing window: "trailing" would say it twice.');
  if (!plain && window.trailing === undefined && window.leading === undefined)
    refuse(['window'], 'A window needs a length: { n, unit }, "trailing" or "leading".');
  const length = (span: MaybeSpan | 'all' | undefined, at: readonly string[]): Span | 'ALL' | undefined =>
    span === undefined
      ? undefined
      : span === 'all'
        ? 'ALL'
        : readSpan(span, (inner, message) => refuse([...at, ...inner], message));
  const trailing = plain
    ? length({ n: window.n, unit: window.unit }, ['window'])
    : length(window.trailing, ['window', 'trailing']);
  const leading = length(window.leading, ['window', 'leading']);
  const anchor = oneOf(['START', 'END'] as const, window.anchor ?? 'END', (message) =>
    refuse(['window', 'anchor'], message),
  );
  if (wrong || anchor === undefined) return undefined;
  const unit = leading === 'ALL' || leading === undefined ? 'DAY' : leading.unit;
  return { kind: 'window', trailing: trailing ?? { n: 0, unit }, leading, anchor, show: shown };
}

/** A length of which a part may be missing. */
type MaybeSpan = { readonly [Key in keyof SpanSpec]: SpanSpec[Key] | undefined };

/** A length of calendar time. */
export function readSpan({ n, unit }: MaybeSpan, report: Report): Span | undefined {
  const fits = n !== undefined && Number.isInteger(n) && n >= 1;
  if (!fits) report(['n'], '"n" is a whole number of at least 1.');
  if (unit === undefined) {
    report(['unit'], `"unit" is missing: one of ${unitNames}.`);
    return undefined;
  }
  const known = oneOf(TIME_UNITS, unit, (message) => report(['unit'], message));
  return fits && known !== undefined ? { n, unit: known } : undefined;
}

/** A shift as questions ask it; names of the catalog's own grains stay as they are. */
export function readShift(spec: ShiftSpec, grains: readonly string[], report: Report): Shift | undefined {
  const { n, unit, startOf, previous, range } = spec;
  const given = [
    ...(n !== undefined || unit !== undefined ? ['n'] : []),
    ...(startOf === undefined ? [] : ['startOf']),
    ...(previous === undefined ? [] : ['previous']),
    ...(range === undefined ? [] : ['range']),
  ];
  if (given.length !== 1) {
    report(
      [],
      `A shift is exactly one of { n, unit }, { startOf }, { previous: true } and { range }; this one has ${given.length === 0 ? 'none' : given.join(' and ')}.`,
    );
    return undefined;
  }
  if (startOf !== undefined) {
    const grain = grainOf(startOf, grains, (message) => report(['startOf'], message));
    return grain === undefined ? undefined : { startOf: grain };
  }
  if (previous !== undefined || range !== undefined) return previous === undefined ? { range } : { previous };
  if (n === undefined || !Number.isInteger(n) || n === 0) {
    report(['n'], '"n" is a whole number other than 0; a negative one looks ahead.');
    return undefined;
  }
  if (unit === undefined) {
    report(['unit'], `"unit" is missing: one of ${unitNames}, or a grain of the time dimension.`);
    return undefined;
  }
  const known = TIME_UNITS.find((candidate): candidate is TimeUnit => candidate === unit.toUpperCase());
  return { n, unit: known ?? unit };
}

function grainOf(
  text: string,
  own: readonly string[],
  report: (message: string) => void,
): GrainName | undefined {
  const known = GRAINS.find((grain) => grain === String(text).toUpperCase());
  if (known !== undefined || own.includes(text)) return known ?? text;
  const names = [...GRAINS.map((grain) => grain.toLowerCase()), ...own];
  report(unknownName('unit, grain or choice', String(text), names));
  return undefined;
}

function oneOf<Name extends string>(
  names: readonly Name[],
  text: string,
  report: (message: string) => void,
): Name | undefined {
  const found = names.find((name) => name === String(text).toUpperCase());
  if (found === undefined)
    report(
      unknownName(
        'unit, grain or choice',
        String(text),
        names.map((name) => name.toLowerCase()),
      ),
    );
  return found;
}
