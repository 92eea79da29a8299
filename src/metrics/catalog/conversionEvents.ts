import type { DatasetSpec } from './catalogSpec.js';
import type { Dimension, Measure, ValueType } from './definitions.js';
import { unknownName, type Draft } from './draft.js';
import type { Conversion } from './typeNumbers.js';

/** Every dataset while it is being defined. */
export type EventSources = ReadonlyMap<
  string,
  {
    readonly spec: DatasetSpec;
    readonly dimensions: ReadonlyMap<string, Dimension>;
    readonly measures: ReadonlyMap<string, Measure>;
  }
>;

type Path = readonly (string | number)[];

/** Type of the conversions that a metric counts; undefined when base or conversion are no events, or cannot be matched, which is reported. */
export function conversionType(
  { spec, report }: Draft,
  { definition, path: at, events }: { definition: Conversion; path: Path; events: EventSources },
): ValueType | undefined {
  const path = [...at, 'conversion'];
  const own = events.get(spec.dataset);
  const other = events.get(definition.conversion.dataset);
  if (own === undefined || other === undefined) {
    report([...path, 'conversion'], unknownName('dataset', definition.conversion.dataset, events.keys()));
    return undefined;
  }
  const base = eventMeasure(own, definition.base);
  const conversion = eventMeasure(other, definition.conversion.measure);
  if (typeof base === 'string') report([...path, 'base'], base);
  if (typeof conversion === 'string') report([...path, 'conversion'], conversion);
  for (const [index, pair] of definition.on.entries()) {
    const where = index === 0 ? ['entity'] : ['constant', index - 1];
    const [left, right] = [own.dimensions.get(pair.base), other.dimensions.get(pair.conversion)];
    if (left === undefined && !declares(own.spec, pair.base))
      report([...path, ...where], unknownName('dimension', pair.base, own.dimensions.keys()));
    if (right === undefined && !declares(other.spec, pair.conversion))
      report(
        [...path, ...where],
        `${unknownName('dimension', pair.conversion, other.dimensions.keys())} It is looked for in "${other.spec.dataset}", where conversions happen; write { base, conversion } when it has another name there.`,
      );
    if (left !== undefined && right !== undefined && left.type !== right.type)
      report(
        [...path, ...where],
        `"${pair.base}" is of type ${left.type} and "${pair.conversion}" of type ${right.type}: they cannot be equal.`,
      );
  }
  for (const [side, source, measure] of [
    ['base', own, base],
    ['conversion', other, conversion],
  ] as const) {
    if (typeof measure !== 'string' && (measure.time ?? source.spec.time) === undefined)
      report(
        [...path, side],
        `Nothing says when a row of "${source.spec.dataset}" happens: give the dataset or the measure a "time".`,
      );
  }
  return typeof base === 'string' || typeof conversion === 'string' ? undefined : conversion.type;
}

function declares({ dimensions }: DatasetSpec, name: string): boolean {
  return Object.hasOwn(dimensions ?? {}, name);
}

/** The measure behind a name: itself, or what a filtered metric filters. A sentence when it is not a number of single rows. */
function eventMeasure(
  { spec, measures }: { spec: DatasetSpec; measures: ReadonlyMap<string, Measure> },
  name: string,
  seen: readonly string[] = [],
): Measure | string {
  const measure = measures.get(name);
  if (measure !== undefined && measure.rows === undefined) return measure;
  const metric = Object.hasOwn(spec.metrics ?? {}, name) ? spec.metrics?.[name] : undefined;
  if (metric?.filtered !== undefined && !seen.includes(name))
    return eventMeasure({ spec, measures }, metric.filtered.of, [...seen, name]);
  if (measure === undefined && metric === undefined)
    return unknownName('measure', name, [...measures.keys()]);
  return `"${name}" is not a number of single rows, which events are: name a measure, or a filtered one.`;
}
