import { InvariantError } from '../../errors.js';
import type { Dataset } from '../catalog/definitions.js';
import { READ_SETTINGS } from './readSettings.js';
import { select } from './select.js';
import {
  holdsSelect,
  join,
  namesTable,
  nested,
  newline,
  renderSql,
  scansIn,
  sourceText,
  sql,
  value,
  type ScannedRows,
  type Sql,
} from './sql.js';
import type { Statement } from './statement.js';

/** A finished statement, and how what its conditions ask is made. */
interface Made {
  readonly piece: Sql;
  readonly complete: (piece: Sql) => Sql;
  /** Names of a WITH, which its conditions may read. */
  readonly tables: () => Iterable<string>;
}
const made = new WeakMap<Statement, Made>();

/** Keeps how a statement was made, so that what it reads can be told later. */
export function remember(statement: Statement, how: Made): Statement {
  made.set(statement, how);
  return statement;
}

/** What a statement reads: one entry for each scan of it, equal ones too. */
interface StatementReads {
  readonly datasets: readonly Dataset[];
  /**
   * A statement to be explained, not run: it reads the same rows without grouping or joining them. It knows less of which they are (nothing of what other rows
   * say), so it never reads fewer.
   */
  readonly toEstimate: Statement;
  /** A statement that counts what each scan finds, up to a number: `scan` (from 0) and `found`. It sees the caller's rows alone. */
  readonly toCount: (upTo: number) => Statement;
}

/** @throws InvariantError for a statement that this compiler did not make */
export function statementReads(statement: Statement): StatementReads {
  const how = made.get(statement);
  if (how === undefined) throw new InvariantError('What an unknown statement reads cannot be told.');
  const scans = scansIn(how.piece);
  return {
    datasets: scans.map(({ dataset }) => dataset),
    get toEstimate() {
      const each = scans.map((scanned) => read(scanned, ownConditions(scanned).filter((part) => !holdsSelect(part)))); // prettier-ignore
      return statementOf(join(each, sql`${newline}UNION ALL${newline}`), []);
    },
    toCount: (upTo) => {
      const each = scans.map((scanned, index) => {
        const where = ownConditions(scanned).map(how.complete);
        const rows = read(
          scanned,
          where.filter((part) => !namesTable(part, how.tables())),
          value(upTo, 'UInt64'),
        );
        return select({
          items: [sql`${value(index, 'UInt64')} AS scan`, sql`count() AS found`],
          from: nested(rows),
        });
      });
      return statementOf(join(each, sql`${newline}UNION ALL${newline}`), ['scan', 'found']);
    },
  };
}

/** Those over the dataset's own columns: what else is joined to a row is not read here. */
function ownConditions({ where }: ScannedRows): readonly Sql[] {
  return where.filter(({ identifiers }) => ![...identifiers].some((name) => name.startsWith('@')));
}

function read({ dataset }: ScannedRows, where: readonly Sql[], limit?: Sql): Sql {
  return select({ items: [sql`1`], from: sourceText(dataset.source), where, limit });
}

function statementOf(piece: Sql, columns: readonly string[]): Statement {
  return {
    ...renderSql(piece),
    settings: READ_SETTINGS,
    columns: columns.map((name) => ({ name, key: name, type: 'integer' })),
  };
}
