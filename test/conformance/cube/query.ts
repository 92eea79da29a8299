/** A question as the suite writes it, in one form. */
export interface Query {
  readonly measures: readonly string[];
  readonly dimensions: readonly string[];
  readonly timeDimensions: readonly TimeDimension[];
  readonly segments: readonly string[];
  readonly filters: readonly Filter[];
  readonly order: readonly { readonly member: string; readonly direction: 'ASC' | 'DESC' }[] | undefined;
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  readonly total: boolean;
  readonly ungrouped: boolean;
  readonly timezone: string;
}

interface TimeDimension {
  readonly dimension: string;
  readonly granularity: string | undefined;
  /** First and last moment, both included; a day is all of it. */
  readonly dateRange: readonly [string, string] | undefined;
}

export type Filter = LeafFilter | { readonly and: readonly Filter[] } | { readonly or: readonly Filter[] };
export interface LeafFilter {
  readonly member: string;
  readonly operator: string;
  readonly values: readonly unknown[];
}

interface RawQuery {
  readonly measures?: readonly string[];
  readonly dimensions?: readonly string[];
  readonly timeDimensions?: readonly {
    dimension: string;
    granularity?: string;
    dateRange?: string | [string, string];
  }[];
  readonly segments?: readonly string[];
  readonly filters?: readonly unknown[];
  readonly order?:
    Readonly<Record<string, string>> | readonly (readonly [string, string] | { id: string; desc: boolean })[];
  readonly limit?: number;
  readonly rowLimit?: number;
  readonly offset?: number;
  readonly total?: boolean;
  readonly ungrouped?: boolean;
  readonly timezone?: string;
}

export function readQuery(raw: RawQuery): Query {
  return {
    measures: raw.measures ?? [],
    dimensions: raw.dimensions ?? [],
    timeDimensions: (raw.timeDimensions ?? []).map(({ dimension, granularity, dateRange }) => ({
      dimension,
      granularity,
      dateRange: typeof dateRange === 'string' ? [dateRange, dateRange] : dateRange,
    })),
    segments: raw.segments ?? [],
    filters: (raw.filters ?? []).map(readFilter),
    order: readOrder(raw.order),
    limit: raw.limit ?? raw.rowLimit,
    offset: raw.offset,
    total: raw.total === true,
    ungrouped: raw.ungrouped === true,
    timezone: raw.timezone ?? 'UTC',
  };
}

function readOrder(order: RawQuery['order']): Query['order'] {
  if (order === undefined) return undefined;
  const pairs = Array.isArray(order)
    ? (order as readonly (readonly [string, string] | { id: string; desc: boolean })[]).map((entry) =>
        'id' in entry ? ([entry.id, entry.desc ? 'desc' : 'asc'] as const) : entry,
      )
    : Object.entries(order as Readonly<Record<string, string>>);
  return pairs.map(([member, direction]) => ({ member, direction: direction === 'desc' ? 'DESC' : 'ASC' }));
}

function readFilter(raw: unknown): Filter {
  const filter = raw as { and?: unknown[]; or?: unknown[]; member?: string; dimension?: string; operator?: string; values?: unknown[] }; // prettier-ignore
  if (filter.and !== undefined) return { and: filter.and.map(readFilter) };
  if (filter.or !== undefined) return { or: filter.or.map(readFilter) };
  return {
    member: filter.member ?? filter.dimension ?? '',
    operator: filter.operator ?? 'equals',
    values: filter.values ?? [],
  };
}

export function leaves(filter: Filter): readonly LeafFilter[] {
  if ('and' in filter) return filter.and.flatMap(leaves);
  if ('or' in filter) return filter.or.flatMap(leaves);
  return [filter];
}
