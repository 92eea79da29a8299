import { InvariantError } from '../../errors.js';
import { readResult } from '../../metrics/index.js';
import type { OperationSource, ScopeSource, ViewInfo } from '../../schema/index.js';
import type { RequestFacts } from '../context.js';
import type { OperationPlan, ScopePlan, ViewPlan } from '../plan/operationPlan.js';
import { createAsker, type AskWarehouse } from './createAsker.js';
import { describeView, type AnsweredView } from './describeView.js';
import { emptyShape, shapeView } from './shapeView.js';

/** Runs the views of a planned operation as their fields are resolved. A view that fails rejects alone. */
export function answerOperation(plan: OperationPlan, facts: RequestFacts): OperationSource {
  const ask = createAsker(facts);
  return {
    scope: (key) => {
      const scope = plan.scopes.get(key);
      if (scope === undefined) throw new InvariantError(`The scope ${key} was not planned.`);
      return answerScope(scope, ask);
    },
  };
}

function answerScope(scope: ScopePlan, ask: AskWarehouse): ScopeSource {
  const running = new Map<string, Promise<AnsweredView>>();
  const run = (key: string, view: Exclude<ViewPlan, { kind: 'info' }>): Promise<AnsweredView> => {
    const known = running.get(key);
    if (known !== undefined) return known;
    const answer = answerView(view, ask);
    running.set(key, answer);
    return answer;
  };
  const describeAll = (): Promise<readonly ViewInfo[]> =>
    Promise.all(
      [...scope.views].flatMap(([key, view]) =>
        // A failed view says so at its own path; here it only has nothing to tell.
        view.kind === 'info'
          ? []
          : [
              run(key, view)
                .catch(() => undefined)
                .then((answered) => describeView(key, view, answered)),
            ],
      ),
    );
  return {
    view: (key) => {
      const view = scope.views.get(key);
      if (view === undefined) throw new InvariantError(`The view ${key} was not planned.`);
      return view.kind === 'info' ? describeAll() : run(key, view).then(({ answer }) => answer);
    },
  };
}

async function answerView(
  view: Exclude<ViewPlan, { kind: 'info' }>,
  ask: AskWarehouse,
): Promise<AnsweredView> {
  if (view.kind === 'shape') {
    const answer = emptyShape(view.query);
    return { answer, rows: Array.isArray(answer) ? answer.length : 1, elapsedMs: null, readRows: null };
  }
  const result = readResult(view, await ask(view.statement));
  const { rows, elapsedMs, readRows } = result;
  return {
    answer: shapeView(view.query.view, view.statement, result),
    rows: rows.length,
    elapsedMs,
    readRows,
  };
}
