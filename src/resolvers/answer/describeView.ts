import type { ViewInfo } from '../../schema/index.js';
import type { ViewPlan } from '../plan/operationPlan.js';
import type { ViewAnswer } from './shapeView.js';

export interface AnsweredView {
  readonly answer: ViewAnswer;
  readonly rows: number;
  readonly elapsedMs: number | null;
  readonly readRows: number | null;
}

/** The `info` of a view; `answered` is undefined when it failed. Which of these facts a role sees, its schema decides. */
export function describeView(
  key: string,
  view: Exclude<ViewPlan, { kind: 'info' }>,
  answered: AnsweredView | undefined,
): ViewInfo {
  const cost = {
    view: key,
    rows: answered?.rows ?? null,
    elapsedMs: answered?.elapsedMs ?? null,
    readRows: answered?.readRows ?? null,
  };
  if (view.kind === 'shape') {
    return {
      ...cost,
      sql: null,
      parameters: [],
      source: null,
      reason: 'No field of its rows is asked for.',
      rejected: [],
    };
  }
  const { plan, statement } = view;
  return {
    ...cost,
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
