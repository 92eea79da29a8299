import { factsOf, SHARED_TIME, sharedView } from '../catalog/sharedDataset.js';
import { baseGrain } from './baseGrain.js';
import { isCalendarUnit } from './calendar.js';
import { cutAlike } from './cutAlike.js';
import { findField } from './findField.js';
import { Issues, type IssuePath } from './issues.js';
import type { DimensionField } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { dottedName, type DimensionColumn } from './shown.js';
import { timeOf } from './timeOf.js';

/** The column that is each number's own time. */
export function isSharedTime({ field }: DimensionColumn): boolean {
  const { path, dimension } = timeOf(field);
  return path.length === 0 && dimension.name === SHARED_TIME;
}

/** A shown dimension as a fact has it, cut as it is shown; undefined, and reported, when the fact has none. `within` is the fact under shared names. */
export function sharedField(
  within: Scope,
  column: DimensionColumn,
  path: IssuePath,
): DimensionField | undefined {
  const shown = timeOf(column.field);
  const name = dottedName({ ...column, field: shown });
  const found = findField({ ...within, issues: new Issues() }, name, []);
  if (found?.kind !== 'dimension')
    return within.issues.add(
      'INVALID_ARGUMENT',
      path,
      `"${name}" is no dimension of "${within.dataset.name}", which is asked too: numbers of several datasets are by dimensions that all of them have.`,
    );
  const field = cutAlike({ ...found.place, dimension: found.dimension }, column.field);
  // The days of a calendar are of instants and of dates.
  const finest = shown === column.field && isCut(field) ? baseGrain({ shifts: [] }, [field]) : 'DAY';
  if (found.dimension.type === 'date' && !isCalendarUnit(finest))
    return within.issues.add(
      'WRONG_KIND',
      [...path, 'grain'],
      `"${name}" is a date in "${within.dataset.name}": ${field.interval?.name ?? field.grain ?? field.part ?? ''} needs a time of day.`,
    );
  return field;
}

/** Why facts that have a grain of this name do not share it; undefined when none has it. */
export function sharedGrainProblem(
  { catalog, dataset }: Scope,
  dimension: string,
  grain: string,
): string | undefined {
  const owners = factsOf(catalog.datasets).filter((fact) => {
    const { dimensions } = sharedView(fact, dataset);
    return dimensions.get(dimension)?.grains?.has(grain) === true;
  });
  return owners.length === 0
    ? undefined
    : `${owners.map(({ name }) => `"${name}"`).join(' and ')} define "${grain}" differently, so it is no grain of "${dimension}": ask one of them for it.`;
}

function isCut({ grain, part, interval }: DimensionField): boolean {
  return (grain ?? part ?? interval) !== undefined;
}
