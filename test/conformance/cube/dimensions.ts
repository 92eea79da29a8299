import { columnType, type SourceContext } from './cubeSource.js';
import { dimensionSql, local, type Elsewhere } from './expressions.js';
import type { CubeDimension, Granularity } from './model.js';
import { camel } from './names.js';
import type { DimensionRef, References } from './references.js';

/** What a catalog says of a value: its type and the expression that gives it. */
export interface TypedSql {
  readonly type: string;
  readonly sql: string;
}

/** The type of a dimension, its expression turned into it where the table does not say that it is one. */
export function typed(type: string, sql: string, column: string | undefined): TypedSql {
  const known = column?.replace(/^Nullable\((.*)\)$/, '$1') ?? '';
  switch (type) {
    case 'number':
      if (/^U?Int/.test(known)) return { type: 'integer', sql };
      if (known.startsWith('Float')) return { type: 'float', sql };
      // Declared a number, but written out as a text.
      if (known === 'String') return { type: 'string', sql: `toString(${sql})` };
      return { type: 'float', sql: `toFloat64(${sql})` };
    case 'time':
      return { type: 'time', sql };
    case 'boolean':
      return { type: 'boolean', sql: known === 'Bool' ? sql : `toBool(${sql})` };
    default:
      return { type: 'string', sql: known === 'String' ? sql : `toString(${sql})` };
  }
}

/** A dimension of the cube's own rows as the catalog has it; `elsewhere` writes what is of other cubes. */
export function dimensionSpec(
  {
    references,
    context,
    elsewhere,
  }: { references: References; context: SourceContext; elsewhere: Elsewhere },
  ref: DimensionRef,
): Readonly<Record<string, unknown>> {
  const { dimension, cube } = ref;
  const inner = (sql: string): string => local(references, sql, { where: ref, elsewhere });
  if (dimension.geo !== undefined)
    return {
      type: 'string',
      geo: { latitude: inner(dimension.geo.latitude), longitude: inner(dimension.geo.longitude) },
    };
  if (dimension.labels !== undefined) {
    const label = (value: string | { sql: string }): unknown =>
      typeof value === 'string' ? value : { sql: inner(value.sql) };
    const { when, otherwise } = dimension.labels;
    return {
      type: 'string',
      case: when.map(({ sql, label: then }) => ({ when: inner(sql), then: label(then) })),
      ...(otherwise === undefined ? {} : { else: label(otherwise) }),
    };
  }
  const sql = dimensionSql(references, ref, elsewhere);
  return { ...typed(dimension.type, sql, columnType(context, cube, sql)), ...grains(dimension) };
}

export function grains({ granularities }: CubeDimension): Readonly<Record<string, unknown>> {
  const own = [...granularities.values()].filter(({ interval }) => interval !== undefined);
  return own.length === 0
    ? {}
    : { grains: Object.fromEntries(own.map((grain) => [camel(grain.name), intervalGrain(grain)])) };
}

function intervalGrain({ interval, origin, offset }: Granularity): Readonly<Record<string, unknown>> {
  return {
    interval,
    ...(origin === undefined ? {} : { origin }),
    ...(offset === undefined ? {} : { offset }),
  };
}
