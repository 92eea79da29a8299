import { InvariantError } from '../../errors.js';
import type { OperationSource, ScopeSource, ViewInfo } from '../../schema/index.js';
import type { RequestFacts } from '../context.js';
import { askedViews, type OperationPlan, type ScopePlan } from '../plan/operationPlan.js';
import { createAsker } from './createAsker.js';
import { createRunner, type RunView } from './createRunner.js';
import { describeView } from './describeView.js';

/** Runs the views of a planned operation as their fields are resolved. A view that fails rejects alone. */
export function answerOperation(plan: OperationPlan, facts: RequestFacts): OperationSource {
  const run = createRunner(createAsker(facts), facts.now);
  return {
    scope: (key) => {
      const scope = plan.scopes.get(key);
      if (scope === undefined) throw new InvariantError(`The scope ${key} was not planned.`);
      return answerScope(scope, run);
    },
  };
}

function answerScope(scope: ScopePlan, run: RunView): ScopeSource {
  const describeAll = (): Promise<readonly ViewInfo[]> =>
    Promise.all(
      askedViews(scope).map(([key, view]) =>
        run(view)
          // A failed view says so at its own path; here it only has nothing to tell.
          .catch(() => undefined)
          .then((answered) => describeView(key, view, answered)),
      ),
    );
  return {
    view: (key) => {
      const view = scope.views.get(key);
      if (view === undefined) throw new InvariantError(`The view ${key} was not planned.`);
      return view.kind === 'info' ? describeAll() : run(view).then(({ answer }) => answer);
    },
  };
}
