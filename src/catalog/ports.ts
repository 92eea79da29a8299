/** What reading a catalog needs of a warehouse: to ask it. The adapters of db/clickhouse satisfy it. */
export interface CatalogWarehouse {
  /** Runs one SELECT; rejects with WarehouseError. `columns` are known even when there are no rows. */
  query(
    statement: {
      readonly text: string;
      readonly parameters: readonly {
        readonly name: string;
        readonly type: string;
        readonly value: string;
      }[];
      readonly settings: Readonly<Record<string, string | number>>;
    },
    options?: { readonly limits?: { readonly maxSeconds?: number; readonly maxMemoryBytes?: number } },
  ): Promise<{
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly rows: readonly (readonly unknown[])[];
  }>;
}
