import type { ValueType } from '../../catalog/definitions.js';
import { shownType } from '../../resolve/shownType.js';
import type { DimensionField, ResolvedQuery } from '../../resolve/resolvedQuery.js';
import { outputNames } from '../outputNames.js';
import { asText } from '../renderCondition.js';
import { select } from '../select.js';
import { column, identifier, numberLiteral, value, type Sql } from '../sql.js';
import { isDimension } from '../uses.js';
import type { StatementColumn } from '../statement.js';

/** A shown column. */
export interface JourneyColumn {
  readonly key: string;
  readonly type: ValueType;
  readonly sql: Sql;
  /** What it is broken down by: the field, by which groups are ordered. */
  readonly field?: DimensionField | undefined;
}

/** A finished SELECT with its columns. */
export interface JourneySelect {
  readonly select: Sql;
  readonly columns: readonly StatementColumn[];
}

interface Page {
  readonly columns: readonly JourneyColumn[];
  readonly from: Sql;
  readonly joins?: readonly Sql[];
  readonly where?: readonly Sql[];
  readonly groupBy?: readonly Sql[];
  /** What groups are ordered by after times and before other fields. */
  readonly most?: Sql | undefined;
  /** What the rows of one group are ordered by. */
  readonly inner?: Sql | undefined;
  /** The page counts groups, each of which has so many rows. */
  readonly rowsPerGroup: number;
  /** The time of the events: groups by it come in its order. */
  readonly time: DimensionField;
}

/** The columns of what the answer is broken down by, as a sub-select gives them under `names`. */
export function broken(resolved: ResolvedQuery, names: readonly string[]): readonly JourneyColumn[] {
  return resolved.columns.filter(isDimension).map(({ key, field }, index) => ({
    key,
    type: shownType(field),
    sql: column(names[index] as string),
    field,
  }));
}

/** The outermost SELECT: names the columns, orders the groups and their rows, and cuts the page between groups. */
export function journeyPage(resolved: ResolvedQuery, page: Page): JourneySelect {
  const { columns, from, joins = [], where = [], groupBy = [], most, inner, rowsPerGroup, time } = page;
  const shown = outputNames(columns, [...where, ...groupBy]);
  const nameOf = new Map(shown.map(({ key, name }) => [key, name]));
  const groups = columns.filter(({ field }) => field !== undefined);
  const isTime = ({ field }: JourneyColumn) =>
    field?.path.length === 0 && field.dimension.name === time.dimension.name && field.part === undefined;
  const order = (by: JourneyColumn): Sql => {
    const name = identifier(nameOf.get(by.key) as string);
    const { clickhouseType } = (by.field as DimensionField).dimension;
    return asText(name, { type: by.type, clickhouseType: by.type === 'string' ? clickhouseType : undefined });
  };
  const rows = (count: number): Sql => value(String(count * rowsPerGroup), 'UInt64');
  const { limit, offset, timezone } = resolved;
  return {
    select: select({
      items: shown.map(({ item }) => item),
      from,
      joins,
      where,
      groupBy,
      orderBy: [
        ...groups.filter(isTime).map(order),
        ...(most === undefined || groups.length === 0 ? [] : [most]),
        ...groups.filter((by) => !isTime(by)).map(order),
        ...(inner === undefined ? [] : [inner]),
      ],
      limit: rows(limit),
      ...(offset === 0 ? {} : { offset: rows(offset) }),
    }),
    columns: shown.map(({ key, name }, index): StatementColumn => {
      const { type } = columns[index] as JourneyColumn;
      return { name, key, type, ...(type === 'time' ? { timezone } : {}) };
    }),
  };
}

export function literal(number: number): Sql {
  return numberLiteral(String(number));
}
