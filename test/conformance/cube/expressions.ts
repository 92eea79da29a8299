import type { Join } from './model.js';
import type { DimensionRef, MeasureRef, References, Where } from './references.js';

/** An expression that reads another cube: it has no value where only its own cube's rows are. */
export class NotLocal extends Error {}

/** How the parts of an expression are written where it is used. */
export interface Writer {
  readonly column: (path: readonly string[], column: string) => string;
  readonly member: (ref: DimensionRef) => string;
  readonly measure: (ref: MeasureRef) => string;
}

/** An expression of a cube with its references written out. */
export function write(
  references: References,
  sql: string,
  { where, writer }: { where: Where; writer: Writer },
): string {
  return sql.replace(
    /\{([^{}]+)\}(?:\.("[^"]+"|\w+))?/g,
    (whole, reference: string, column: string | undefined) => {
      const target = references.target(reference, where);
      if (target.kind === 'cube') {
        if (column === undefined) throw new NotLocal(`"${whole}" names a cube and none of its columns.`);
        return writer.column(target.path, column.replace(/^"|"$/g, ''));
      }
      if (target.kind === 'measure') return writer.measure(target);
      if (target.kind !== 'dimension') throw new NotLocal(`"${whole}" is no dimension.`);
      return `${writer.member(target)}${column === undefined ? '' : `.${column}`}`;
    },
  );
}

/** How what is not a column of the own cube is written. Throws NotLocal where it cannot be. */
export interface Elsewhere {
  /** A number of other rows. */
  readonly subQuery: (ref: DimensionRef) => string;
  /** A column, or a dimension, of another cube. */
  readonly column: (path: readonly string[], column: string) => string;
  readonly member: (ref: DimensionRef) => string;
  /** A number of groups that rows are put into first. */
  readonly measure: (ref: MeasureRef) => string;
}

/** Writes an expression over its own cube's columns, dimensions of the cube written out. */
export function local(
  references: References,
  sql: string,
  { where, elsewhere }: { where: Where; elsewhere: Elsewhere },
): string {
  const writer: Writer = {
    column: (path, column) =>
      path.at(-1) === where.cube.name ? (/^[A-Za-z_]\w*$/.test(column) ? column : `\`${column}\``) : elsewhere.column(path, column), // prettier-ignore
    member: (ref) =>
      ref.cube.name === where.cube.name
        ? `(${dimensionSql(references, ref, elsewhere)})`
        : elsewhere.member(ref),
    measure: elsewhere.measure,
  };
  return write(references, sql, { where, writer });
}

/** The expression of a dimension over its own cube's columns. */
export function dimensionSql(references: References, ref: DimensionRef, elsewhere: Elsewhere): string {
  const { dimension } = ref;
  const inner = (sql: string): string => local(references, sql, { where: ref, elsewhere });
  if (isOfMeasure(references, ref)) return elsewhere.subQuery(ref);
  if (dimension.labels !== undefined) {
    const label = (value: string | { sql: string }): string =>
      typeof value === 'string' ? `'${value.replace(/['\\]/g, '\\$&')}'` : inner(value.sql);
    const branches = dimension.labels.when.map(
      ({ sql, label: then }) => `WHEN ${inner(sql)} THEN ${label(then)}`,
    );
    const otherwise = dimension.labels.otherwise;
    return `CASE ${branches.join(' ')}${otherwise === undefined ? '' : ` ELSE ${label(otherwise)}`} END`;
  }
  if (dimension.geo !== undefined)
    return `concat(toString(${inner(dimension.geo.latitude)}), ',', toString(${inner(dimension.geo.longitude)}))`;
  return inner(dimension.sql ?? dimension.name);
}

/** Whether the value is a measure of other rows; a sub-query dimension may also be no more than an expression. */
export function isOfMeasure(references: References, { dimension, ...where }: DimensionRef): boolean {
  return dimension.subQuery && references.whole(dimension.sql, where)?.kind === 'measure';
}

/** A condition of a join: equal expressions of both sides, and conditions on one of them. */
export interface JoinKeys {
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
  readonly guards: readonly { readonly side: 'from' | 'to'; readonly sql: string }[];
}

export function joinKeys(references: References, join: Join & { from: string }, where: Where): JoinKeys {
  const pairs: { from: string; to: string }[] = [];
  const guards: { side: 'from' | 'to'; sql: string }[] = [];
  for (const part of join.sql.split(/\s+and\s+/i)) {
    const [left = '', right] = part.split(/(?<![<>!=])=(?!=)/);
    const sides = [left, right ?? ''].map((text) => sideOf(references, text, { join, where }));
    if (right !== undefined && sides[0] !== undefined && sides[1] !== undefined && sides[0] !== sides[1])
      pairs.push(sides[0] === 'from' ? { from: left, to: right } : { from: right, to: left });
    else guards.push({ side: sides.includes('to') ? 'to' : 'from', sql: part });
  }
  return { pairs, guards };
}

function sideOf(
  references: References,
  text: string,
  { join, where }: { join: Join & { from: string }; where: Where },
): 'from' | 'to' | undefined {
  for (const [, reference = ''] of text.matchAll(/\{([^{}]+)\}/g)) {
    const path = references.target(reference, where).path;
    if (path.at(-1) === join.to) return 'to';
    if (path.at(-1) === join.from) return 'from';
  }
  return undefined;
}
