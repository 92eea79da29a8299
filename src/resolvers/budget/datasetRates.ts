import type { DatasetRates } from '../context.js';
import { askedViews, type OperationPlan } from '../plan/operationPlan.js';

/** The datasets that an operation reads whose policies say how often they may be asked: each once, however many views read it. */
export function datasetRates({ scopes }: OperationPlan): readonly DatasetRates[] {
  const views = [...scopes.values()].flatMap((scope) => askedViews(scope).map(([, view]) => view));
  const rates = new Map<string, DatasetRates>();
  for (const view of views) {
    if (view.kind !== 'statement') continue;
    for (const [dataset, { queriesPerMinute, concurrentQueries }] of view.plan.secured.limitsOf)
      if (queriesPerMinute !== undefined || concurrentQueries !== undefined)
        rates.set(dataset, { dataset, queriesPerMinute, concurrentQueries });
  }
  return [...rates.values()];
}
