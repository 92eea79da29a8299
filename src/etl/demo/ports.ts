/** What loading demo data needs of a warehouse. The adapters of db/clickhouse fit it by shape. */
export interface DemoWarehouse {
  /** One SELECT of our own; rows in column order. */
  query(statement: {
    readonly text: string;
    readonly parameters: readonly { readonly name: string; readonly type: string; readonly value: string }[];
    readonly settings: Readonly<Record<string, string | number>>;
  }): Promise<{ readonly rows: readonly (readonly unknown[])[] }>;
  /** One statement of our own that changes something. */
  write(
    sql: string,
    options?: { readonly settings?: Readonly<Record<string, string | number>> },
  ): Promise<void>;
  /** Appends rows to `database.table`; stored when it resolves. */
  insert(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
}
