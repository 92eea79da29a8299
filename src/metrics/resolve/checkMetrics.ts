import { QueryError } from '../../errors.js';
import type { SpecIssue } from '../catalog/catalogSpec.js';
import type { Catalog, Dataset } from '../catalog/definitions.js';
import { everythingOf } from '../catalog/roleCatalog.js';
import type { MetricQuery } from '../query/metricQuery.js';
import { resolveQuery } from './resolveQuery.js';

/**
 * What is wrong with metrics that only shows when they are asked: windows of windows, filters with wrong names or values, times that are not there.
 * Each is asked by day over a year, the most that a question can want of it; nothing is read.
 */
export function checkMetrics(catalog: Catalog): readonly SpecIssue[] {
  const everything = everythingOf(catalog);
  return [...catalog.datasets.values()].flatMap((dataset) => {
    const time = timeOf(dataset);
    const numbers = [
      ...[...dataset.measures.keys()].map((name) => ['measures', name] as const),
      ...[...dataset.metrics.values()].flatMap(({ name, definition }) =>
        definition.kind === 'unserved' ? [] : [['metrics', name] as const],
      ),
    ];
    return numbers.flatMap(([list, name]) => {
      const query: MetricQuery = {
        dataset: dataset.name,
        view: 'rows',
        select: [...(time === undefined ? [] : [{ field: time, grain: 'DAY' }]), { field: name }],
        ...(time !== undefined && { timeDimension: time, time: { range: YEAR } }),
      };
      return problemsOf(() => resolveQuery(everything, query, NOW)).map((message) => ({
        dataset: dataset.name,
        path: [list, name],
        message,
      }));
    });
  });
}

const YEAR = { from: '2024-01-01', to: '2025-01-01' };
const NOW = new Date('2025-01-01T00:00:00Z');

/** A dataset without a default time can still be asked over one of its times. */
function timeOf({ time, dimensions }: Dataset): string | undefined {
  return time ?? [...dimensions.values()].find(({ type }) => type === 'time' || type === 'date')?.name;
}

function problemsOf(ask: () => unknown): readonly string[] {
  try {
    ask();
    return [];
  } catch (error) {
    if (error instanceof QueryError) return error.issues.map(({ message }) => message);
    throw error;
  }
}
