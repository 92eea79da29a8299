import type { ValueType } from '../catalog/definitions.js';
import { isNumber } from '../catalog/valueTypeOf.js';
import { CALCULATIONS, PARENT_PREFIX, type Selection } from '../query/metricQuery.js';
import { framed } from './framed.js';
import type { IssuePath } from './issues.js';
import { show } from './readValue.js';
import { frameFor, readFrame, type AskedFrame } from './resolveFrame.js';
import type { ResolvedMeasure } from './resolveMeasure.js';
import { ownUnits, readShift, shiftsFor, type AskedShift } from './resolveShift.js';
import type { MeasureNode } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { atLevel, shifted } from './series.js';

/**
 * What a selection makes of a number: over a window or to date, of another period, compared, as a share, a place or a running total, in this
 * order. Everything that is wrong with its arguments is reported.
 */
export function calculated(
  scope: Scope,
  { selection, measure }: { selection: Selection; measure: ResolvedMeasure },
  path: IssuePath,
): ResolvedMeasure {
  const { field, shift: askedShift, calculate = 'VALUE', shareOf = 'TOTAL' } = selection;
  const { issues } = scope;
  const refuseAt = (at: IssuePath) => (problem: string) =>
    void issues.add('INVALID_ARGUMENT', at, `"${field}" cannot be asked like this. ${problem}`);

  const asked = readFrame(scope, selection, path);
  const frame: AskedFrame | undefined = calculate === 'RUNNING_TOTAL' ? { kind: 'running' } : asked;
  if (calculate === 'RUNNING_TOTAL' && (selection.window ?? selection.toDate) !== undefined)
    issues.add(
      'INVALID_ARGUMENT',
      [...path, 'calculate'],
      'A running total is a window of its own: leave "window" and "toDate" out.',
    );
  const frameRefuse = refuseAt([
    ...path,
    selection.window !== undefined ? 'window' : selection.toDate !== undefined ? 'toDate' : 'calculate',
  ]);
  const value =
    frame === undefined
      ? measure.node
      : framed(scope, measure.node, {
          refuse: frameRefuse,
          frameOf: (series, refuse) => frameFor(scope, { frame, refuse }, series),
          name: field.split('.').at(-1) ?? field,
          type: measure.type,
        });

  const isAverage = frame?.kind !== 'running' && frame?.show === 'AVERAGE';
  if (isAverage && !isNumber(measure.type))
    issues.add(
      'WRONG_KIND',
      [...path, 'window', 'show'],
      `"${field}" is of type ${measure.type}; only numbers have an AVERAGE: show the FIRST or the LAST.`,
    );
  const type = isAverage ? 'float' : measure.type;

  const shift =
    askedShift === undefined
      ? undefined
      : readShift(scope, askedShift, { path: [...path, 'shift'], units: ownUnits(scope) });
  const at = (wanted: AskedShift, where: string): MeasureNode =>
    shifted(scope, value, (series) =>
      shiftsFor(scope, { asked: wanted, refuse: refuseAt([...path, where]) }, series),
    );
  const here = shift === undefined ? value : at(shift, 'shift');

  if (!CALCULATIONS.includes(calculate))
    issues.unknown('INVALID_ARGUMENT', [...path, 'calculate'], {
      sentence: `There is no calculation ${show(calculate)}.`,
      name: String(calculate),
      candidates: CALCULATIONS,
    });
  if (selection.shareOf !== undefined && calculate !== 'SHARE' && calculate !== 'RANK')
    issues.add(
      'INVALID_ARGUMENT',
      [...path, 'shareOf'],
      'Only SHARE and RANK are "of" something: TOTAL or PARENT.',
    );
  if (!['TOTAL', 'PARENT'].includes(shareOf))
    issues.add(
      'INVALID_ARGUMENT',
      [...path, 'shareOf'],
      `"shareOf" is TOTAL or PARENT, not ${show(shareOf)}.`,
    );
  checkType(scope, { field, type: measure.type, calculate }, [...path, 'calculate']);

  switch (calculate) {
    case 'CHANGE':
    case 'PERCENT_CHANGE': {
      // A shift that is wrong has been reported, and is not to be reported again as a missing one.
      if (askedShift !== undefined && shift === undefined) return measure;
      const before = shift === undefined ? at({ kind: 'before' }, 'calculate') : here;
      const change: MeasureNode = { kind: 'arithmetic', operator: '-', left: value, right: before };
      return calculate === 'CHANGE'
        ? { type, node: change }
        : { type: 'float', node: { kind: 'divide', numerator: change, denominator: before } };
    }
    case 'SHARE':
      return {
        type: 'float',
        node: {
          kind: 'divide',
          numerator: here,
          denominator: atLevel(scope, here, {
            keys: parentKeys(scope, { calculate, shareOf }, path),
            refuse: refuseAt([...path, 'calculate']),
          }),
        },
      };
    case 'RANK':
      return {
        type: 'integer',
        node: { kind: 'rank', of: here, within: parentKeys(scope, { calculate, shareOf }, path) },
      };
    default:
      return { type, node: here };
  }
}

/** Keys of the dimensions that divide what a number is compared with. */
function parentKeys(
  { shown, issues }: Scope,
  { calculate, shareOf }: { calculate: string; shareOf: string },
  path: IssuePath,
): readonly string[] {
  const keys = (shown?.dimensions ?? []).map(({ key }) => key);
  // Nested rows are placed among those of their own parent row; their total is still the one of everything.
  if (shareOf !== 'PARENT')
    return calculate === 'RANK' ? keys.filter((key) => key.startsWith(PARENT_PREFIX)) : [];
  if (keys.length === 0)
    issues.add(
      'INVALID_ARGUMENT',
      [...path, 'shareOf'],
      `PARENT is the group without its last dimension: select one, or ask for ${calculate} of TOTAL.`,
    );
  return keys.slice(0, -1);
}

function checkType(
  { issues }: Scope,
  { field, type, calculate }: { field: string; type: ValueType; calculate: string },
  path: IssuePath,
): void {
  const computes = ['CHANGE', 'PERCENT_CHANGE', 'SHARE'].includes(calculate);
  if (computes && !isNumber(type))
    issues.add('WRONG_KIND', path, `"${field}" is of type ${type}; ${calculate} computes with numbers.`);
  if (calculate === 'RANK' && type === 'list')
    issues.add('WRONG_KIND', path, `"${field}" is a list, and lists have no order to rank them by.`);
}
