import type { Model } from './model.js';

/** What an answer of the author says, as far as it is looked at. */
interface Answered {
  readonly category: string;
  readonly measures: readonly string[];
  readonly expected: readonly Readonly<Record<string, unknown>>[];
}

/** Peculiarities of the author that a case's rows follow and its data do not name. */
export function quirkOf(
  { category, measures, expected }: Answered,
  model: Model | undefined,
): string | undefined {
  const counts = measures.filter((name) => {
    const [cube = '', measure = ''] = name.split('.');
    return model?.cubes.get(cube)?.measures.get(measure)?.type === 'count';
  });
  const isNull = expected.some((row) => counts.some((name) => row[name] === null));
  return category === 'pre_aggregation' && isNull
    ? 'A count is added up from a rollup: where that has no row it is NULL, while from the rows themselves a count of none is 0.'
    : undefined;
}
