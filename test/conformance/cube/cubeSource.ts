import type { Cube, Model } from './model.js';
import { qualify, type Tables } from './tables.js';

export interface SourceContext {
  readonly model: Model;
  readonly tables: Tables;
  readonly security: Readonly<Record<string, unknown>>;
}

/** Rows of a cube as a SELECT, and what its template asks for besides. */
export interface CubeSource {
  readonly sql: string;
  /** Filters of a question that also restrict other expressions: groups of member → column of the SELECT. */
  readonly pushed: readonly ReadonlyMap<string, string>[];
  /** Columns that must be among the values of an attribute of whoever asks. */
  readonly guards: readonly { readonly column: string; readonly attribute: string }[];
}

/**
 * `{FILTER_PARAMS…}` repeats filters of the question over an expression: that is true here, and the expression becomes a column which the question
 * filters too, unless it is the dimension itself. `{SECURITY_CONTEXT…}` becomes a guard. `{Other.sql()}` is put in its place.
 */
export function cubeSource(context: SourceContext, cube: Cube): CubeSource {
  const groups: (readonly (readonly [string, string])[])[] = [];
  const guards: { column: string; attribute: string }[] = [];
  const inner: CubeSource[] = [];
  const text = replaceBraces(cube.sql, (body) => {
    const nested = /^(\w+)\.sql\(\)$/.exec(body)?.[1];
    if (nested !== undefined) {
      const source = cubeSource(context, context.model.cubes.get(nested) ?? cube);
      inner.push(source);
      return `(${guarded(source, context)})`;
    }
    if (body.startsWith('SECURITY_CONTEXT.')) {
      const attribute = body.split('.')[1] ?? '';
      const column = /filter\(\s*["'](\w+)["']/.exec(body)?.[1] ?? /(\w+)\s+in\s*\(/i.exec(body)?.[1];
      if (column !== undefined) guards.push({ column, attribute });
      return '1 = 1';
    }
    if (body.startsWith('FILTER_')) {
      groups.push(
        [
          ...body.matchAll(/FILTER_PARAMS\.(\w+\.\w+)\.filter\(("(?:[^"\\]|\\.)*"|[^"]*?(?==>|:\s*f))/g),
        ].flatMap(([, member = '', argument = '']) =>
          argument.startsWith('"') ? [[member, argument.slice(1, -1)] as const] : [],
        ),
      );
      return '1 = 1';
    }
    return `{${body}}`;
  });
  const pushed: Map<string, string>[] = [];
  let sql = qualify(text.trim(), context.model.database, context.tables);
  for (const group of groups) {
    const columns = new Map<string, string>();
    const changed = group.some(([member, expression]) => expression.trim() !== ownSql(context.model, member));
    if (!changed || group.length === 0) continue;
    for (const [member, expression] of group) {
      const column = `pushed_${pushed.length}_${columns.size}`;
      columns.set(member, column);
      sql = withColumn(sql, `(${expression}) AS ${column}`);
    }
    pushed.push(columns);
  }
  return { sql, pushed: [...pushed, ...inner.flatMap((source) => source.pushed)], guards };
}

/** The SELECT with its guards as literal conditions, for where no policy reaches. */
export function guarded({ sql, guards }: CubeSource, { security }: SourceContext): string {
  const conditions = guards
    .filter(({ attribute }) => security[attribute] !== undefined)
    .map(({ column, attribute }) => {
      const values = [security[attribute]]
        .flat()
        .map((value) => `'${String(value).replace(/['\\]/g, '\\$&')}'`);
      return `${column} IN (${values.join(', ')})`;
    });
  return conditions.length === 0 ? sql : `SELECT * FROM (${sql}) WHERE ${conditions.join(' AND ')}`;
}

/** Column type when the expression is a plain column of the table that the cube reads whole, or of a row that its SELECT writes out. */
export function columnType(
  { model, tables }: SourceContext,
  cube: Cube,
  expression: string,
): string | undefined {
  const column = expression.trim().replace(/^["`]|["`]$/g, '');
  const table = /^\s*select\s+(?:\w+\.)?\*\s+from\s+(\w+)/i.exec(cube.sql)?.[1];
  if (table !== undefined) return tables.get(`${model.database}.${table}`)?.get(column);
  if (!/^\w+$/.test(column)) return undefined;
  const literal = new RegExp(
    `('[^']*'|\\d+(?:\\.\\d+)?)(?:::\\w+)?\\s+(?:as\\s+)?["\`]?${column}["\`]?(?!\\w)`,
    'i',
  );
  const written = literal.exec(cube.sql)?.[1];
  if (written === undefined) return undefined;
  return written.startsWith("'") ? 'String' : written.includes('.') ? 'Float64' : 'UInt64';
}

function ownSql(model: Model, member: string): string {
  const [cube = '', dimension = ''] = member.split('.');
  const sql = model.cubes.get(cube)?.dimensions.get(dimension)?.sql ?? '';
  return sql
    .replace(/\{\s*(?:CUBE|\w+)\s*\}\./g, '')
    .replace(/[{}]/g, '')
    .trim();
}

/** Adds a column to the outermost list of a SELECT. */
function withColumn(sql: string, column: string): string {
  let depth = 0;
  for (let index = 0; index < sql.length; index++) {
    if (sql[index] === '(') depth++;
    if (sql[index] === ')') depth--;
    if (depth === 0 && /^\sfrom\s/i.test(sql.slice(index, index + 6)))
      return `${sql.slice(0, index)}, ${column}${sql.slice(index)}`;
  }
  return sql;
}

/** Replaces each `{…}`, braces inside it included. */
function replaceBraces(text: string, replace: (body: string) => string): string {
  let result = '';
  let start = -1;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '{' && depth++ === 0) start = index + 1;
    else if (text[index] === '}' && --depth === 0) result += replace(text.slice(start, index).trim());
    else if (depth === 0) result += text[index] ?? '';
  }
  return result;
}
