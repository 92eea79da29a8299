import { QueryError, type QueryIssue } from '../../errors.js';
import type { SpecIssue } from '../catalog/catalogSpec.js';
import type { Catalog, Dataset } from '../catalog/definitions.js';
import { everythingOf, type RoleCatalog } from '../catalog/roleCatalog.js';
import type { MetricQuery } from '../query/metricQuery.js';
import { websiteIssues } from './names/checkWebsites.js';
import { resolveQuery } from './resolveQuery.js';

/**
 * What is wrong with metrics that only shows when they are asked: windows of windows, filters with wrong names or values, times that are not there,
 * funnels of one step.
 * Each is asked by day over a year, the most that a question can want of it; nothing is read.
 */
export function checkMetrics(catalog: Catalog): readonly SpecIssue[] {
  const everything = everythingOf(catalog);
  const ask = (dataset: Dataset, time: string | undefined, member: readonly [...string[], string]) => {
    const query: MetricQuery = {
      dataset: dataset.name,
      view: 'rows',
      select: [
        ...timesOf(dataset, time).map((field) => ({ field, grain: 'DAY' })),
        { field: member.at(-1) as string },
      ],
      ...(time !== undefined && { time: { range: YEAR } }),
      ...(time !== undefined && time !== dataset.time && { timeDimension: time }),
    };
    return issuesOf(() => resolveQuery(everything, query, { now: NOW })).map(({ message }) => ({
      dataset: dataset.name,
      path: member,
      message,
    }));
  };
  const own = [...catalog.datasets.values()].flatMap((dataset) =>
    [
      ...[...dataset.measures.keys()].map((name) => ['measures', name] as const),
      ...[...dataset.metrics.keys()].map((name) => ['metrics', name] as const),
    ].flatMap((member) => ask(dataset, timeOf(dataset), member)),
  );
  const presets = [...catalog.datasets.values()].flatMap((dataset) => presetIssues(everything, dataset));
  const { shared } = everything;
  const cross =
    shared === undefined
      ? []
      : [...shared.metrics.keys()].flatMap((name) => ask(shared, shared.time, [name]));
  const named = [...catalog.datasets.values()].flatMap((dataset) =>
    websiteIssues(dataset, everything.datasets, ({ query, website }) =>
      issuesOf(() => resolveQuery(everything, query, { now: NOW, websites: [website] })).map(
        ({ message }) => message,
      ),
    ).map((issue) => ({ dataset: dataset.name, ...issue })),
  );
  return [...own, ...presets, ...cross, ...named];
}

/** Funnels and retentions, asked as a question asks them that only names them. */
function presetIssues(everything: RoleCatalog, dataset: Dataset): readonly SpecIssue[] {
  const time = timeOf(dataset);
  return [...(dataset.presets?.values() ?? [])].flatMap(({ name, kind }) => {
    const query: MetricQuery = {
      dataset: dataset.name,
      view: kind,
      [kind]: { name },
      ...(time !== undefined && { time: { range: YEAR } }),
      ...(time !== undefined && time !== dataset.time && { timeDimension: time }),
    };
    return issuesOf(() => resolveQuery(everything, query, { now: NOW })).map(({ path, message }) => ({
      dataset: dataset.name,
      path: ['metrics', name, ...path],
      message,
    }));
  });
}

const YEAR = { from: '2024-01-01', to: '2025-01-01' };
const NOW = new Date('2025-01-01T00:00:00Z');

/** A dataset without a default time can still be asked over one of its times. */
function timeOf({ time, dimensions }: Dataset): string | undefined {
  return time ?? [...dimensions.values()].find(({ type }) => type === 'time' || type === 'date')?.name;
}

/** The time of the question, and those that measures are counted by instead: each number is then shown by its own. */
function timesOf({ measures }: Dataset, time: string | undefined): readonly string[] {
  const times = [time, ...[...measures.values()].map((measure) => measure.time)];
  return [...new Set(times)].filter((name) => name !== undefined);
}

function issuesOf(ask: () => unknown): readonly QueryIssue[] {
  try {
    ask();
    return [];
  } catch (error) {
    if (error instanceof QueryError) return error.issues;
    throw error;
  }
}
