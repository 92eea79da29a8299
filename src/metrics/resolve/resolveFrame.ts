import {
  GRAINS,
  TIME_UNITS,
  type GrainName,
  type Selection,
  type Span,
  type Window,
} from '../query/metricQuery.js';
import type { Dimension } from '../catalog/definitions.js';
import { MAX_SPAN } from '../query/limits.js';
import { isCalendarUnit } from './calendar.js';
import type { IssuePath } from './issues.js';
import { isCalendarPeriod, periodNamed } from './period.js';
import { show } from './readValue.js';
import type { Frame, Series } from './resolvedQuery.js';
import { isRecord, present, type Scope } from './scope.js';
import { instantProblem, namedTime, shownBuckets, timeName } from './shown.js';
import type { Refuse } from './series.js';

const SHOWS = ['FIRST', 'LAST', 'AVERAGE'] as const;

/** A frame as it is asked: what a period's name means depends on the time that a number is counted by. */
export type AskedFrame =
  | Exclude<Frame, { kind: 'toDate' }>
  | {
      readonly kind: 'toDate';
      readonly grain: GrainName;
      readonly show?: 'FIRST' | 'LAST' | 'AVERAGE' | undefined;
    };

/** The frame that a selection asks for with `window` or `toDate`; undefined when it asks for none, or for a wrong one (which is reported). */
export function readFrame(
  scope: Scope,
  { window, toDate }: Pick<Selection, 'window' | 'toDate'>,
  path: IssuePath,
): AskedFrame | undefined {
  const { issues } = scope;
  if (window !== undefined && toDate !== undefined)
    issues.add('INVALID_ARGUMENT', path, 'A number takes "window" or "toDate", not both: select it twice.');
  const frame = window === undefined ? undefined : readWindow(scope, window, [...path, 'window']);
  if (toDate === undefined) return frame;
  const own = ownGrains(scope);
  if ([...GRAINS, ...own].includes(toDate)) return { kind: 'toDate', grain: toDate };
  return issues.unknown('INVALID_ARGUMENT', [...path, 'toDate'], {
    sentence: `There is no grain ${show(toDate)} to count from the start of.`,
    name: String(toDate),
    candidates: [...GRAINS, ...own],
  });
}

/** Names of the grains that the catalog declares on time dimensions of the dataset. */
function ownGrains({ dataset }: Scope): readonly string[] {
  return [...dataset.dimensions.values()].flatMap(({ grains }) => [...(grains?.keys() ?? [])]);
}

function readWindow(scope: Scope, asked: Window, path: IssuePath): AskedFrame | undefined {
  const { issues } = scope;
  const window = present(asked);
  const members = ['trailing', 'leading', 'anchor', 'show'];
  for (const name of Object.keys(window)) {
    if (!members.includes(name))
      issues.unknown('INVALID_ARGUMENT', [...path, name], {
        sentence: `There is no argument "${name}" of a window.`,
        name,
        candidates: members,
      });
  }
  const before = issues.found.length;
  const { trailing, leading, anchor = 'END', show: shows } = window;
  if (trailing === undefined && leading === undefined)
    return issues.add(
      'INVALID_ARGUMENT',
      path,
      'A window needs a length: "trailing" before the anchor, "leading" after it, or both.',
    );
  const [back, ahead] = [
    trailing === undefined ? undefined : readLength(scope, trailing, [...path, 'trailing']),
    leading === undefined ? undefined : readLength(scope, leading, [...path, 'leading']),
  ];
  if (!['START', 'END'].includes(anchor))
    issues.add('INVALID_ARGUMENT', [...path, 'anchor'], '"anchor" is START or END of each bucket.');
  if (shows !== undefined && !SHOWS.includes(shows))
    issues.add('INVALID_ARGUMENT', [...path, 'show'], `"show" is one of ${SHOWS.join(', ')}.`);
  if (issues.found.length > before) return undefined;
  const unit = ahead === 'ALL' || ahead === undefined ? 'DAY' : ahead.unit;
  return { kind: 'window', trailing: back ?? { n: 0, unit }, leading: ahead, anchor, show: shows };
}

function readLength(scope: Scope, length: Span | 'ALL', path: IssuePath): Span | 'ALL' | undefined {
  return length === 'ALL' ? length : readSpan(scope, length, { path, least: 1 });
}

/** A length of calendar time, checked; undefined and reported when it is none. */
export function readSpan(
  { issues }: Scope,
  span: unknown,
  { path, least }: { path: IssuePath; least: number },
): Span | undefined {
  if (!isRecord(span))
    return issues.add('INVALID_ARGUMENT', path, `A length has "n" and "unit", not ${show(span)}.`);
  const { n, unit } = span;
  const before = issues.found.length;
  const wholeNumber = typeof n === 'number' && Number.isInteger(n) && n !== 0;
  if (!wholeNumber || n < least)
    issues.add(
      'INVALID_ARGUMENT',
      [...path, 'n'],
      `"n" is a whole number${least > 0 ? ' of at least 1' : ' other than 0'}, not ${show(n)}.`,
    );
  else if (Math.abs(n) > MAX_SPAN)
    issues.add('TOO_MANY', [...path, 'n'], `"n" is at most ${MAX_SPAN}: choose a larger unit.`);
  if (unit === undefined || unit === null)
    issues.add('INVALID_ARGUMENT', [...path, 'unit'], `"unit" is missing: one of ${TIME_UNITS.join(', ')}.`);
  else if (!(TIME_UNITS as readonly unknown[]).includes(unit))
    issues.unknown('INVALID_ARGUMENT', [...path, 'unit'], {
      sentence: `There is no unit ${show(unit)}.`,
      name: typeof unit === 'string' ? unit : show(unit),
      candidates: TIME_UNITS,
    });
  return issues.found.length > before ? undefined : (span as unknown as Span);
}

/** What a frame is for one series; undefined when it changes nothing there, or cannot be (which is refused). */
export function frameFor(
  scope: Scope,
  { frame: asked, refuse }: { frame: AskedFrame; refuse: Refuse },
  series: Series,
): Frame | undefined {
  const { time, range } = series;
  if (time === undefined)
    return void refuse(`It has no time dimension, so it has no window${namedTime(series)}.`);
  const instants = instantProblem(scope, series);
  if (instants !== undefined) return void refuse(instants);
  const frame = periodFrame(scope, { frame: asked, refuse }, time.dimension);
  if (frame === undefined) return undefined;
  if (time.dimension.type === 'date' && unitsOf(frame).some((unit) => !isCalendarUnit(unit)))
    return void refuse(`"${time.dimension.name}" is a date: its windows are made of whole days.`);
  const { trailing, leading } = frame.kind === 'window' ? frame : {};
  if (leading === 'ALL' && trailing !== 'ALL' && range?.from === undefined)
    return void refuse(
      'A window that is open ahead has a number in every bucket there ever was: give the view a time range.',
    );
  if (shownBuckets(scope, series).length > 0) return frame;
  // One number for the whole range: only where it begins and ends changes.
  if (frame.kind === 'running')
    return (scope.shown?.dimensions.length ?? 0) === 0
      ? undefined
      : void refuse(
          `A running total goes along time: select "${timeName(series)}" with a grain. In the order of the rows there is none: ask for SHARE and add it up.`,
        );
  if (range?.to !== undefined && frame.kind === 'toDate' && isCalendarPeriod(frame.grain) && series.rows?.kind === 'conversion')
    return void refuse(`Conversions are counted to date by a calendar in its buckets only: select "${timeName(series)}" with a grain.`); // prettier-ignore
  if (range?.to !== undefined) return frame;
  if (frame.kind === 'window' && frame.trailing === 'ALL' && frame.leading === undefined) return undefined;
  return void refuse(
    `A window ends at the end of a bucket or of the range: select "${timeName(series)}" with a grain, or give a time range with an end.`,
  );
}

/** A frame whose period is known; undefined where the time has no such period (which is refused). */
function periodFrame(
  { catalog }: Scope,
  { frame, refuse }: { frame: AskedFrame; refuse: Refuse },
  time: Dimension,
): Frame | undefined {
  if (frame.kind !== 'toDate') return frame;
  const grain = periodNamed(catalog, time, frame.grain);
  return grain === undefined
    ? void refuse(`"${time.name}" has no grain "${frame.grain}" to count from the start of.`)
    : { ...frame, grain };
}

function unitsOf(frame: Frame): readonly string[] {
  if (frame.kind === 'running') return [];
  // A date has no own grain that is not of whole days.
  if (frame.kind === 'toDate') return typeof frame.grain === 'string' ? [frame.grain] : [];
  return [frame.trailing, frame.leading].flatMap((length) =>
    length === undefined || length === 'ALL' ? [] : [length.unit],
  );
}
