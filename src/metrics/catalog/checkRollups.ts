import { closestNames, didYouMean } from './closestNames.js';
import type { Dataset } from './definitions.js';
import { entriesOf, unknownName, type Draft } from './draft.js';

const GRAINS = ['second', 'minute', 'fifteen_minutes', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

/** Checks declared rollups, which a later version serves. Gives their names. */
export function checkRollups(
  { spec, report }: Draft,
  dataset: Pick<Dataset, 'dimensions' | 'measures'>,
): readonly string[] {
  const measurable = [...dataset.measures.keys()];
  for (const [name, rollup] of entriesOf(spec.rollups)) {
    const path = ['rollups', name] as const;
    if (rollup.grain !== undefined) {
      if (!GRAINS.includes(rollup.grain.toLowerCase()))
        report(
          [...path, 'grain'],
          `There is no grain "${rollup.grain}".${didYouMean(closestNames(rollup.grain, GRAINS))}`,
        );
      if (spec.time === undefined)
        report([...path, 'grain'], 'A grain needs the dataset to say which dimension is its "time".');
    }
    for (const [index, dimension] of rollup.dimensions.entries()) {
      if (!dataset.dimensions.has(dimension))
        report(
          [...path, 'dimensions', index],
          unknownName('dimension', dimension, dataset.dimensions.keys()),
        );
    }
    for (const [index, measure] of (rollup.measures === 'all' ? [] : rollup.measures).entries()) {
      if (!measurable.includes(measure))
        report([...path, 'measures', index], unknownName('measure', measure, measurable));
    }
    const { every, cron } = rollup.refresh ?? {};
    if (rollup.refresh !== undefined && (every === undefined) === (cron === undefined))
      report([...path, 'refresh'], 'Give exactly one of "every" and "cron".');
    if (every !== undefined && !/^[1-9]\d*\s*(?:s|m|h|d)$/.test(every))
      report(
        [...path, 'refresh', 'every'],
        `"${every}" is not a duration: write a number and s, m, h or d, as in "5m".`,
      );
  }
  return Object.keys(spec.rollups ?? {});
}
