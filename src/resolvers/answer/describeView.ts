import type { ViewInfo } from '../../schema/index.js';
import type { AskedView } from '../plan/operationPlan.js';
import type { AnsweredView } from './createRunner.js';

/** The `info` of a view; `answered` is undefined when it failed. Which of these facts a role sees, its schema decides. */
export function describeView(key: string, view: AskedView, answered: AnsweredView | undefined): ViewInfo {
  const cost = {
    view: key,
    rows: answered?.rows ?? null,
    elapsedMs: answered?.elapsedMs ?? null,
    readRows: answered?.readRows ?? null,
  };
  if (view.kind === 'shape') {
    return {
      ...cost,
      settings: null,
      sql: null,
      parameters: [],
      source: null,
      reason: 'No field of its rows is asked for.',
      rejected: [],
    };
  }
  const { plan, statement, acted } = view;
  return {
    ...cost,
    settings: acted,
    sql: statement.text,
    parameters: statement.parameters.map(({ name, type, value }) => ({
      name,
      type,
      value: JSON.stringify(value),
    })),
    source: plan.source.name,
    reason: plan.reason,
    rejected: plan.rejected,
  };
}
