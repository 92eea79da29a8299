import type { SkipReason } from '../suite.js';
import type { CaseModel } from './manifest.js';
import { homesOf } from './dimensionsQuestion.js';
import type { ModelGraph } from './modelGraph.js';

/** Kinds of cases that are not asked, and why. */
export function skipOf(graph: ModelGraph, asked: CaseModel): SkipReason | undefined {
  if (asked.metrics.length > 0) return undefined;
  const isTime = (name: string): boolean => name === 'metric_time';
  const elements = asked.group_bys_resolved.filter(({ name }) => !isTime(name));
  if (elements.length === 0) return undefined;
  if (
    elements.length < asked.group_bys_resolved.length ||
    (elements.length > 0 && homesOf(graph, asked).length === 0)
  )
    return {
      by: 'deliberate',
      reason:
        elements.length < asked.group_bys_resolved.length
          ? 'Dimensions without a metric, each crossed with every day of the calendar: here dimensions come from rows.'
          : 'Dimensions of several models without a metric: here dimensions come from the rows of one dataset, not from a full outer join.',
    };
  return undefined;
}
