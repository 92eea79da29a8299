import { calendarGrain, isCalendar } from './calendars.js';
import { camel, grainEnum } from './names.js';
import { args, Word } from './literal.js';
import type { AskedMeasure } from './measures.js';
import type { AskedPlace, Field } from './places.js';
import type { DimensionRef } from './references.js';

/** One selected field, and where its value goes in the suite's rows. */
export interface Column {
  /** Names in the suite's rows. */
  readonly names: readonly string[];
  /** Response key, dotted through relationships. */
  readonly key: string;
  /** The field itself, the relationships to it first. */
  readonly field: readonly string[];
  readonly text: string;
  readonly form: 'value' | 'instant' | 'bucket';
  /** Members of the question whose order is this column's. */
  readonly orderedBy: readonly string[];
  readonly kind: 'dimension' | 'time' | 'measure';
}

export function dimensionColumn(
  { steps, name }: Field,
  { alias, member, type, grain }: { alias: string; member: string; type: string; grain?: string | undefined },
): Column {
  const cut = grain === undefined ? '' : args({ grain: new Word(grain) });
  return {
    names: [member],
    key: [...steps, alias].join('.'),
    field: [...steps, name],
    text: nested(steps, `${alias}: ${name}${cut}`),
    form: grain !== undefined ? 'bucket' : type === 'time' ? 'instant' : 'value',
    orderedBy: [member],
    kind: 'dimension',
  };
}

export function timeColumn(
  place: AskedPlace,
  ref: DimensionRef,
  { alias, member, granularity }: { alias: string; member: string; granularity: string },
): Column {
  const { steps, name } = place.field(ref);
  return {
    names: [`${member}.${granularity}`, member],
    key: [...steps, alias].join('.'),
    field: [...steps, name],
    text: nested(steps, `${alias}: ${name}${args({ grain: new Word(grainOf(ref, granularity)) })}`),
    form: 'bucket',
    orderedBy: [member, `${member}.${granularity}`],
    kind: 'time',
  };
}

export function measureColumn(
  { name, runningTotal }: AskedMeasure,
  { alias, member, type }: { alias: string; member: string; type: string },
): Column {
  const shown = runningTotal ? args({ as: new Word('RUNNING_TOTAL') }) : '';
  return {
    names: [member],
    key: alias,
    field: [name],
    text: `${alias}: ${name}${shown}`,
    form: type === 'time' ? 'instant' : 'value',
    orderedBy: [member],
    kind: 'measure',
  };
}

/** The grain of a granularity: a unit of the calendar, or the dimension's own. */
export function grainOf(ref: DimensionRef, granularity: string): string {
  if (isCalendar(ref)) return grainEnum(calendarGrain(granularity));
  const { dimension } = ref;
  const own = dimension.granularities.get(granularity);
  return own === undefined ? granularity.toUpperCase() : grainEnum(camel(own.name));
}

function nested(steps: readonly string[], field: string): string {
  return steps.reduceRight((inner, step) => `${step} { ${inner} }`, field);
}
