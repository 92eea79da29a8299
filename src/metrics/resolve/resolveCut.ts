import type { CustomGrain } from '../catalog/definitions.js';
import { DATE_PARTS, GRAINS, type DatePart, type Grain, type Selection } from '../query/metricQuery.js';
import { isCalendarUnit } from './calendar.js';
import type { IssuePath } from './issues.js';
import type { DimensionField } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { sharedGrainProblem } from './sharedField.js';

const CLOCK_PARTS: readonly DatePart[] = ['MINUTE_OF_HOUR', 'HOUR_OF_DAY'];

/**
 * The field as the selection wants it: the chosen expression of a switchable dimension, cut by a grain of the calendar's or of the catalog's own, or
 * reduced to a part. Undefined when that is reported as wrong.
 */
export function resolveCut(
  scope: Scope,
  { field, selection }: { field: DimensionField; selection: Selection },
  path: IssuePath,
): DimensionField | undefined {
  const { issues } = scope;
  const { grain, part, choice } = selection;
  const chosen = choice === undefined ? field : chooseOne(scope, { field, choice }, path);
  if (chosen === undefined || (grain === undefined && part === undefined)) return chosen;
  if (grain !== undefined && part !== undefined)
    return issues.add(
      'INVALID_ARGUMENT',
      path,
      `"${selection.field}" takes a grain or a part, not both; select it twice.`,
    );
  const own = grain === undefined ? undefined : chosen.dimension.grains?.get(grain);
  if (own !== undefined) return cutByOwn(scope, { field: chosen, grain: own }, path);
  const { name } = chosen.dimension;
  const problem = scope.facts && grain !== undefined ? sharedGrainProblem(scope, name, grain) : undefined;
  if (problem !== undefined) return issues.add('INVALID_ARGUMENT', [...path, 'grain'], problem);
  return cutByCalendar(scope, { field: chosen, grain, part }, path);
}

function chooseOne(
  { issues }: Scope,
  { field, choice }: { field: DimensionField; choice: string },
  path: IssuePath,
): DimensionField | undefined {
  const { name, choices } = field.dimension;
  const dimension = choices?.get(choice);
  if (dimension !== undefined) return { ...field, dimension };
  if (choices === undefined)
    return issues.add(
      'INVALID_ARGUMENT',
      [...path, 'choice'],
      `"${name}" has one expression only: there is nothing to choose.`,
    );
  return issues.unknown('INVALID_ARGUMENT', [...path, 'choice'], {
    sentence: `"${name}" has no choice "${choice}".`,
    name: choice,
    candidates: choices.keys(),
  });
}

function cutByOwn(
  { catalog, issues }: Scope,
  { field, grain }: { field: DimensionField; grain: CustomGrain },
  path: IssuePath,
): DimensionField | undefined {
  if (grain.kind === 'interval') return { ...field, interval: grain };
  const dataset = catalog.datasets.get(grain.dataset);
  const [date, bucket] = [dataset?.dimensions.get(grain.date), dataset?.dimensions.get(grain.bucket)];
  if (dataset === undefined || date === undefined || bucket === undefined)
    return issues.add('INVALID_ARGUMENT', [...path, 'grain'], `There is no grain "${grain.name}".`);
  const day: DimensionField = { ...field, grain: 'DAY' };
  // No relationship of the catalog has such a name, and grains of one calendar share the join.
  const name = `${field.dimension.name}_${dataset.name}`;
  const on = [{ from: field.dimension.sql, to: date.sql }];
  const relationship = { name, description: '', to: dataset.name, on, cardinality: 'many-to-one' } as const;
  return { path: [...field.path, { relationship, dataset, day }], dataset, dimension: bucket };
}

function cutByCalendar(
  { issues }: Scope,
  { field, grain, part }: Pick<Selection, 'grain' | 'part'> & { field: DimensionField },
  path: IssuePath,
): DimensionField | undefined {
  const { dimension } = field;
  const [argument, name, known] =
    grain === undefined
      ? (['part', part as string, DATE_PARTS] as const)
      : (['grain', grain, [...GRAINS, ...(dimension.grains?.keys() ?? [])]] as const);
  if (!(known as readonly string[]).includes(name)) {
    return issues.unknown('INVALID_ARGUMENT', [...path, argument], {
      sentence: `There is no ${argument} ${JSON.stringify(name)}.`,
      name: String(name),
      candidates: known,
    });
  }
  if (dimension.type !== 'time' && dimension.type !== 'date') {
    return issues.add(
      'WRONG_KIND',
      [...path, argument],
      `"${dimension.name}" is of type ${dimension.type}; only time and date dimensions have a ${argument}.`,
    );
  }
  const needsClock = grain === undefined ? CLOCK_PARTS.includes(part as DatePart) : !isCalendarUnit(grain);
  if (dimension.type === 'date' && needsClock)
    return issues.add(
      'WRONG_KIND',
      [...path, argument],
      `"${dimension.name}" is a date: ${name} needs a time of day.`,
    );
  return grain === undefined ? { ...field, part: part as DatePart } : { ...field, grain: grain as Grain };
}
