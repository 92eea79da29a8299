import type { ValueType } from '../catalog/definitions.js';
import type { Frame, MeasureNode, Series } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { commutes, hasRank, leavesOf, mapLeaves, seriesOf, type Leaf, type Refuse } from './series.js';
import { baseGrain } from './baseGrain.js';
import { timeFields } from './shown.js';
import { shownSteps } from './shownSteps.js';

interface Framing {
  /** The frame of one leaf, or undefined when it changes nothing there, or cannot be (which is refused). */
  readonly frameOf: (series: Series, refuse: Refuse) => Frame | undefined;
  readonly refuse: Refuse;
  /** What the number is called, and its type. */
  readonly name: string;
  readonly type: ValueType;
}

/** The number over a window of time. What is wrong with it is said once, of however many numbers it is computed. */
export function framed(scope: Scope, node: MeasureNode, asked: Framing): MeasureNode {
  let problem: string | undefined;
  const refuse: Refuse = (found) => void (problem ??= found);
  if (hasRank(node)) refuse('A place among groups (a rank) has no window of time.');
  const within = mapLeaves(node, (leaf) => {
    const series = seriesOf(scope, leaf);
    const again = frameProblem(leaf, series);
    if (again !== undefined) refuse(again);
    const frame = again === undefined ? asked.frameOf(series, refuse) : undefined;
    if (frame === undefined) return leaf;
    // Where all is whole months, whatever is looked at is one of them.
    const isWhole = ['MONTH', 'QUARTER', 'YEAR'].includes(
      baseGrain({ ...series, frame }, timeFields(scope, series)),
    );
    const stuck = series.shifts.find(
      (shift) => !(commutes(frame, shift) || (isWhole && shift.kind === 'back')),
    );
    if (stuck !== undefined)
      refuse(
        `"${leaf.measure.name}" is seen at another period already, and a window over that is not the same as that window shifted: shift the windowed number instead.`,
      );
    return { ...leaf, series: { ...series, frame } };
  });
  const shown = problem === undefined ? shownSteps(scope, within, { ...asked, refuse }) : node;
  if (problem === undefined) return shown;
  asked.refuse(problem);
  return node;
}

function frameProblem({ measure }: Leaf, { frame, rows }: Series): string | undefined {
  const isWindow =
    frame !== undefined ||
    (rows?.kind === 'stage' && leavesOf(rows.inner).some(({ series }) => series?.frame !== undefined));
  return isWindow
    ? `"${measure.name}" is already taken over a window of time; there is no window of a window.`
    : undefined;
}
