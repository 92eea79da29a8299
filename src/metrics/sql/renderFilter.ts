import { InvariantError } from '../../errors.js';
import { shownType } from '../resolve/shownType.js';
import type { ResolvedQuery, ResolvedTime, RowFilter } from '../resolve/resolvedQuery.js';
import { keyRanges } from './keyRanges.js';
import { allOf, anyOf, negation, renderCondition } from './renderCondition.js';
import { renderDimension } from './renderDimension.js';
import { structureKey } from './series/structureKey.js';
import { answerOf, bare, list, sql, value, type Sql } from './sql.js';
import { timeText } from './timeText.js';
import type { RowAtom } from './uses.js';

/** A tree of conditions; `atom` renders what has no tree below it. `taken` replaces whole branches that are already a column. */
export function renderFilter(
  filter: RowFilter,
  atom: (atom: RowAtom) => Sql,
  taken?: (filter: RowFilter) => Sql | undefined,
): Sql {
  const replaced = taken?.(filter);
  if (replaced !== undefined) return replaced;
  switch (filter.kind) {
    case 'and':
      return allOf(filter.of.map((part) => renderFilter(part, atom, taken)));
    case 'or':
      return anyOf(filter.of.map((part) => renderFilter(part, atom, taken)));
    case 'not':
      return negation(renderFilter(filter.of, atom, taken));
    default:
      return atom(filter);
  }
}

/** A condition over the columns of the dataset that it speaks of. */
export function renderAtom(atom: RowAtom, resolved: ResolvedQuery): Sql {
  switch (atom.kind) {
    case 'segment': {
      const segment = atom.dataset.segments.get(atom.segment);
      if (segment === undefined)
        throw new InvariantError(`"${atom.dataset.name}" has no segment "${atom.segment}".`);
      return sql`${segment.sql}`;
    }
    case 'expression':
      return sql`${atom.sql}`;
    case 'compare':
      return compareField(atom, fieldSubject(atom, resolved));
    case 'exists':
      return atom.absent ? negation(known(isBehind(atom, resolved))) : known(isBehind(atom, resolved));
  }
}

/** One of several conditions that must all hold: there NULL counts as false, so it need not be made so. */
export function renderConjunct(filter: RowFilter, resolved: ResolvedQuery): Sql {
  if (filter.kind === 'exists' && !filter.absent) return isBehind(filter, resolved);
  return renderFilter(filter, (atom) => renderAtom(atom, resolved));
}

/** TRICKY: NULL IN (…) is NULL, and a row without a key has nothing behind it. */
function known(condition: Sql): Sql {
  return sql`ifNull(${condition}, false)`;
}

function isBehind(atom: Extract<RowAtom, { kind: 'exists' }>, resolved: ResolvedQuery): Sql {
  const { step } = atom;
  const behind = withinRanges(atom, resolved);
  const keys = step.relationship.on.map(({ from }) => from);
  const [only] = keys;
  const subject = only !== undefined && keys.length === 1 ? sql`${only}` : sql`(${list(keys.map(bare))})`;
  return sql`${subject} IN ${answerOf(structureKey(behind), behind)}`;
}

/** Of rows whose own range is known only the keys in that range need be found. */
function withinRanges(
  { path, step, behind }: Extract<RowAtom, { kind: 'exists' }>,
  resolved: ResolvedQuery,
): ResolvedQuery {
  const ranges = path.length > 0 ? [] : keyRanges([step], resolved);
  if (ranges.length === 0) return behind;
  const of = behind.filter === undefined ? ranges : [...ranges, behind.filter];
  return { ...behind, filter: { kind: 'and', of } };
}

type CompareAtom = Extract<RowAtom, { kind: 'compare' }>;

/** The same question asked of a column that already holds the field. */
export function compareField({ field, operator, operand }: CompareAtom, subject: Sql): Sql {
  const type = shownType(field);
  const clickhouseType = type === field.dimension.type ? field.dimension.clickhouseType : undefined;
  return renderCondition({ subject, field: { type, clickhouseType }, operator, operand });
}

function fieldSubject({ field }: CompareAtom, resolved: ResolvedQuery): Sql {
  const plain = field.grain === undefined && field.part === undefined;
  return plain ? sql`${field.dimension.sql}` : renderDimension(field, resolved);
}

/** A half-open range on the raw column, so that ClickHouse can skip what lies outside. */
export function renderTime(time: ResolvedTime | undefined): readonly Sql[] {
  if (time === undefined) return [];
  const { dimension } = time.field;
  if (dimension.type === 'date') return dateRange(time);
  const column = sql`${dimension.sql}`;
  const bound = (instant: number) => value(timeText(instant), "DateTime64(3, 'UTC')");
  return [
    ...(time.from === undefined ? [] : [sql`${column} >= ${bound(time.from)}`]),
    ...(time.to === undefined ? [] : [sql`${column} < ${bound(time.to)}`]),
  ];
}

function dateRange({ field, from, to, fromDate, toDate }: ResolvedTime): readonly Sql[] {
  if ((from !== undefined && fromDate === undefined) || (to !== undefined && toDate === undefined)) {
    throw new InvariantError('A range over a date column does not begin and end with days.');
  }
  const column = sql`${field.dimension.sql}`;
  return [
    ...(fromDate === undefined ? [] : [sql`${column} >= ${value(fromDate, 'Date32')}`]),
    ...(toDate === undefined ? [] : [sql`${column} < ${value(toDate, 'Date32')}`]),
  ];
}
