import { PARENT_PREFIX, readResult, type ResultValue } from '../../metrics/index.js';
import type { GroupSource } from '../../schema/index.js';
import type { AskedView } from '../plan/operationPlan.js';
import type { AskWarehouse } from './createAsker.js';
import { GroupRow, type RowContext } from './groupRow.js';
import { partialTest } from './partialTest.js';
import { emptyShape, shapeView, type ViewAnswer } from './shapeView.js';

export interface AnsweredView {
  readonly answer: ViewAnswer;
  /** Nested rows: those of one row around them. */
  readonly within: (outer: GroupSource) => ViewAnswer;
  readonly rows: number;
  readonly elapsedMs: number | null;
  readonly readRows: number | null;
}

/** Asks for a view once, however often it is called. */
export type RunView = (view: AskedView) => Promise<AnsweredView>;

export function createRunner(ask: AskWarehouse, now: Date): RunView {
  const running = new WeakMap<AskedView, Promise<AnsweredView>>();
  const run: RunView = (view) => {
    const known = running.get(view);
    if (known !== undefined) return known;
    const answer = answerView(view, { ask, run, now });
    running.set(view, answer);
    return answer;
  };
  return run;
}

async function answerView(
  view: AskedView,
  { ask, run, now }: { readonly ask: AskWarehouse; readonly run: RunView; readonly now: Date },
): Promise<AnsweredView> {
  const around: RowContext = {
    run,
    isPartial: view.kind === 'shape' ? undefined : partialTest(view.plan, { ask, now }),
  };
  const group = (row: ReadonlyMap<string, ResultValue>): GroupRow => new GroupRow(row, view, around);
  if (view.kind === 'shape') {
    const answer = emptyShape(view.query, group);
    const rows = Array.isArray(answer) ? answer.length : 1;
    return { answer, within: () => answer, rows, elapsedMs: null, readRows: null };
  }
  const { secured } = view.plan;
  const result = readResult(view, await ask({ secured, statement: view.statement }));
  const { rows, elapsedMs, readRows } = result;
  const answer = shapeView(view, result, group);
  return { answer, within: byOuterRow(view, answer), rows: rows.length, elapsedMs, readRows };
}

/** A nested view answers for all rows around it at once and says of each of its rows which one that is, in columns that begin with the prefix. */
function byOuterRow(
  { statement, query }: Extract<AskedView, { kind: 'statement' }>,
  answer: ViewAnswer,
): AnsweredView['within'] {
  if (query.parent === undefined) return () => answer;
  const keys = statement.columns
    .map(({ key }) => key)
    .filter((key) => key.startsWith(PARENT_PREFIX))
    .map((key) => ({ inner: key, outer: key.slice(PARENT_PREFIX.length) }));
  const groups = new Map<string, GroupSource[]>();
  for (const row of answer as readonly GroupSource[]) {
    const outer = JSON.stringify(keys.map(({ inner }) => row.get(inner)));
    const group = groups.get(outer);
    if (group === undefined) groups.set(outer, [row]);
    else group.push(row);
  }
  return (outer) => groups.get(JSON.stringify(keys.map((key) => outer.get(key.outer)))) ?? [];
}
