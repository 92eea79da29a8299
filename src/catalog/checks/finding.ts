import type { Catalog, Dataset, SpecIssue } from '../../metrics/index.js';
import type { CatalogWarehouse } from '../ports.js';

/** `error`: answers would be wrong or refused. `warning`: probably not what was meant. `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info';

/** What a check found, by dataset and member; the file and line are added later. */
export interface Finding extends SpecIssue {
  readonly severity: Severity;
}

/** One question to the data, with the time it may take. */
export interface DataCheck {
  /** For progress: `sessions: primary key`. */
  readonly label: string;
  readonly dataset: string;
  /** Where a check that could not be made is reported. */
  readonly path: SpecIssue['path'];
  /** Two statements at most. Rejects with WarehouseError. */
  readonly run: (ask: Ask) => Promise<readonly Finding[]>;
}

/** Runs one SELECT with one row and gives its values as numbers. */
export type Ask = (text: string) => Promise<readonly number[]>;

/** Makes the checks of one kind for one dataset. */
export type DataCheckMaker = (dataset: Dataset, catalog: Catalog) => readonly DataCheck[];

/** `ask` over a warehouse. Null and NaN become 0: every statement here counts. */
export function askOver(warehouse: CatalogWarehouse, maxSeconds: number): Ask {
  return async (text) => {
    const { rows } = await warehouse.query(
      { text, parameters: [], settings: { join_use_nulls: 1, session_timezone: 'UTC' } },
      { limits: { maxSeconds } },
    );
    return (rows[0] ?? []).map((value) => Number(value) || 0);
  };
}

/** `1,234` for messages, the same on every machine. */
export function counted(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
