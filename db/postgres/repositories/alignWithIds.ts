/** One entry per id, in the order of the ids, as DataLoader wants it; null where no row has the id. */
export function oneForEach<T>(
  ids: readonly string[],
  rows: readonly T[],
  idOf: (row: T) => string,
): (T | null)[] {
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** One list per id, in the order of the ids; rows keep their order, an id without rows has an empty list. */
export function allForEach<T>(ids: readonly string[], rows: readonly T[], idOf: (row: T) => string): T[][] {
  const byId = new Map<string, T[]>(ids.map((id) => [id, []]));
  for (const row of rows) byId.get(idOf(row))?.push(row);
  return ids.map((id) => byId.get(id) ?? []);
}
