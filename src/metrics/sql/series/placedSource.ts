import { KIND_KEY } from '../../query/metricQuery.js';
import type { Fold } from '../../resolve/resolvedQuery.js';
import { groupName, placeName } from '../foldedField.js';
import type { RowSource } from '../rowSource.js';
import { select } from '../select.js';
import { answerOf, column, identifier, nested, sql } from '../sql.js';
import { isMeasure } from '../uses.js';
import { columnSource, fieldKey } from './columnSource.js';

const SHOWN_KIND = 'shown_kind';

/** The places of shown groups among all groups, a row for each. */
export function placedSource({ name, shown, group }: Fold): RowSource {
  // Which of the two a group is, the shown groups themselves do not say.
  const groups = group.filter(({ key }) => key !== KIND_KEY);
  const names = new Map(groups.map(({ key }, index) => [key, groupName(index)]));
  const places = shown.columns.filter(isMeasure).map((_, index) => placeName(index));
  const rows = select({
    items: [...[...names.values(), ...places].map(column), sql`'VALUE' AS ${identifier(SHOWN_KIND)}`],
    from: answerOf(name, shown),
  });
  return columnSource({
    from: nested(rows),
    where: [],
    fields: new Map(group.map(({ key, field }) => [fieldKey(field), names.get(key) ?? SHOWN_KIND])),
    arguments: (measure) => [measure.name],
    grouped: true,
  });
}
