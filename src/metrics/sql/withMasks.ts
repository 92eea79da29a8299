import type { SecuredQuery } from '../policy/securedQuery.js';
import { renderRows } from './renderRows.js';
import { secret, sql, tight, withHoles, type Sql } from './sql.js';

/** A statement whose masks know the key of hashes, by name, and the rows that the caller sees without them. */
export function withMasks(statement: Sql, secured: SecuredQuery): Sql {
  return withHoles(statement, (hole) => {
    switch (hole.kind) {
      case 'maskKey':
        return sql`(${secret('mask key, first half', 'UInt64')}, ${secret('mask key, second half', 'UInt64')})`;
      case 'rows':
        return tight(renderRows(secured.unmaskedRows(hole.dataset, hole.rows)));
    }
  });
}
