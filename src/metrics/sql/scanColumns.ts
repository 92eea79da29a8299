import { InvariantError } from '../../errors.js';
import type { Names } from './names.js';
import { column, fingerprint, identifier, isName, sql, type Sql } from './sql.js';

/**
 * Output columns of a sub-select. All are added first and named later, once it is known which columns the sub-select reads: its output names
 * must not be among them (see `Names`).
 */
export class ScanColumns {
  readonly #columns = new Map<string, { readonly sql: Sql; readonly preferred: string; name?: string }>();

  /** Adding the same SQL twice makes one column. */
  add(piece: Sql, preferred: string): void {
    const key = fingerprint(piece);
    if (!this.#columns.has(key)) this.#columns.set(key, { sql: piece, preferred });
  }

  get identifiers(): readonly string[] {
    return [...this.#columns.values()].flatMap((entry) => [...entry.sql.identifiers]);
  }

  /** A column that is nothing but a column of that name keeps it. */
  nameAll(names: Names, avoid: ReadonlySet<string>): void {
    for (const entry of this.#columns.values()) {
      if (entry.name !== undefined) continue;
      entry.name = names.take(entry.preferred, isName(entry.sql, entry.preferred) ? new Set() : avoid);
    }
  }

  /** The column, as the select around it reads it. */
  read(piece: Sql): Sql {
    return column(this.#nameOf(piece));
  }

  /** `expression AS name` */
  get items(): readonly Sql[] {
    return [...this.#columns.values()].map((entry) => {
      const name = this.#nameOf(entry.sql);
      return isName(entry.sql, name) ? entry.sql : sql`${entry.sql} AS ${identifier(name)}`;
    });
  }

  get names(): readonly Sql[] {
    return [...this.#columns.values()].map((entry) => identifier(this.#nameOf(entry.sql)));
  }

  #nameOf(piece: Sql): string {
    const name = this.#columns.get(fingerprint(piece))?.name;
    if (name === undefined)
      throw new InvariantError('A sub-select is read for a column that it does not have.');
    return name;
  }
}
