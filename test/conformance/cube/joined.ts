import { cubeSource, guarded } from './cubeSource.js';
import { primaryKeyOf, type Datasets } from './datasets.js';
import { DatasetDraft } from './draft.js';
import { dimensionSql, joinKeys, local, NotLocal, write, type Elsewhere } from './expressions.js';
import type { JoinTree } from './joinTree.js';
import type { Cube, CubeMeasure } from './model.js';
import { datasetName } from './names.js';
import type { DimensionRef, Where } from './references.js';

interface Node {
  readonly place: readonly string[];
  readonly cube: Cube;
  readonly name: string;
  /** Expressions over the cube's own columns → name of the column. */
  readonly columns: Map<string, string>;
  /** Numbers of other rows that its columns read: joined inside. */
  readonly subQueries: Map<string, { readonly name: string; readonly column: string; readonly sql: string }>;
}

function newNode(place: readonly string[], cube: Cube, name: string): Node {
  return { place, cube, name, columns: new Map(), subQueries: new Map() };
}

/**
 * A dataset of joined rows: for questions that group rows of one cube by several rows of another. A SELECT joins the cubes as their model says; each row of
 * a cube may then stand in it several times, so its measures are made of distinct rows.
 */
export class JoinedRows {
  readonly draft: DatasetDraft;
  readonly #root: Node;
  readonly #nodes = new Map<string, Node>();

  constructor(
    private readonly datasets: Datasets,
    private readonly tree: JoinTree,
  ) {
    const root = this.#cube(tree.root);
    const draft = new DatasetDraft(
      `${datasetName(root.name)}Joined`,
      `Rows of ${root.name}, joined.`,
      () => ({
        sql: this.#sql(),
      }),
    );
    this.draft = datasets.add(`joined ${root.name}`, draft);
    this.#root = newNode([root.name], root, 'own');
    datasets.guard(draft, cubeSource(datasets.context, root));
  }

  /** The expression of the joined SELECT that an expression of a place is. */
  at(where: Where, sql: string): string {
    const place = this.tree.place(where.path);
    try {
      return this.#column(place, this.#local(place, sql, where));
    } catch (error) {
      if (!(error instanceof NotLocal)) throw error;
    }
    const { references } = this.datasets;
    return write(references, sql, {
      where,
      writer: {
        column: (path, column) => this.#column(this.tree.place(path), column),
        member: (ref) => `(${this.dimension(ref)})`,
        measure: refused,
      },
    });
  }

  dimension(ref: DimensionRef): string {
    const place = this.tree.place(ref.path);
    const { references } = this.datasets;
    try {
      return this.#column(place, dimensionSql(references, ref, this.#elsewhere(place, ref)));
    } catch (error) {
      if (!(error instanceof NotLocal) || ref.dimension.sql === undefined) throw error;
      return this.at(ref, ref.dimension.sql);
    }
  }

  primaryKey(where: Where): readonly string[] {
    return primaryKeyOf(where.cube).map((ref) => this.dimension({ ...ref, path: where.path }));
  }

  #local(place: readonly string[], sql: string, where: Where): string {
    return local(this.datasets.references, sql, { where, elsewhere: this.#elsewhere(place, where) });
  }

  #elsewhere(place: readonly string[], where: Where): Elsewhere {
    const refuse = (): never => {
      throw new NotLocal('Another cube.');
    };
    return {
      column: refuse,
      member: refuse,
      measure: refuse,
      subQuery: (ref) => this.#subQuery(place, ref, where),
    };
  }

  /** The name of a node's column; of the root's own columns the expression itself. */
  #column(place: readonly string[], sql: string): string {
    if (place.length === 1) return sql;
    const node = this.#node(place);
    const known = node.columns.get(sql);
    const name = known ?? `${node.name}_${node.columns.size}`;
    node.columns.set(sql, name);
    return name;
  }

  #node(place: readonly string[]): Node {
    if (place.length === 1) return this.#root;
    const key = place.join('.');
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    if (place.length > 2) this.#node(place.slice(0, -1));
    const cube = this.#cube(place.at(-1) ?? '');
    const node = newNode(place, cube, `j${this.#nodes.size}`);
    this.#nodes.set(key, node);
    return node;
  }

  #subQuery(place: readonly string[], ref: DimensionRef, where: Where): string {
    const { references, context } = this.datasets;
    const target = references.whole(ref.dimension.sql, where);
    const join = target === undefined ? undefined : where.cube.joins.get(target.cube.name);
    if (target?.kind !== 'measure' || join === undefined) throw new NotLocal('No join.');
    const node = this.#node(place);
    const key = ref.dimension.name;
    const known = node.subQueries.get(key);
    if (known !== undefined) return known.name;
    const name = `${node.name}_sub${node.subQueries.size}`;
    const { pairs } = joinKeys(references, { ...join, from: where.cube.name }, where);
    const other: Where = { path: [target.cube.name], cube: target.cube };
    const keys = pairs.map(({ to }) => local(references, to, { where: other, elsewhere: REFUSE }));
    const value = aggregateSql(target.measure, (sql) =>
      local(references, sql, { where: other, elsewhere: REFUSE }),
    );
    const items = keys.map((sql, index) => `${sql} AS ${name}_key${index}`);
    const on = pairs.map(({ from }, index) => `${local(references, from, { where, elsewhere: REFUSE })} = ${name}_key${index}`); // prettier-ignore
    const zero = target.measure.type.startsWith('count') ? `ifNull(${name}_value, 0)` : `${name}_value`;
    node.subQueries.set(key, {
      name: zero,
      column: `${name}_value`,
      sql: `LEFT JOIN (SELECT ${items.join(', ')}, toNullable(${value}) AS ${name}_value FROM (${guarded(cubeSource(context, target.cube), context)}) GROUP BY ${keys.map((_, index) => `${name}_key${index}`).join(', ')}) AS ${name} ON ${on.join(' AND ')}`,
    });
    return zero;
  }

  #sql(): string {
    const { context, references } = this.datasets;
    const joins: string[] = [];
    for (const node of this.#nodes.values()) {
      const join = this.tree.joins(node.place).at(-1);
      if (join === undefined) continue;
      const parent = node.place.slice(0, -1);
      const parentCube = this.#cube(join.from);
      const from: Where = { path: parent, cube: parentCube };
      const { pairs, guards } = joinKeys(references, join, { path: [parentCube.name], cube: parentCube });
      const conditions = pairs.map(({ from: left, to: right }) => {
        const key = this.#local(parent, left, { ...from, path: [parentCube.name] });
        return `${this.#column(parent, key)} = ${this.#column(node.place, this.#local(node.place, right, { path: [node.cube.name], cube: node.cube }))}`;
      });
      for (const { side, sql } of guards) {
        const [place, cube] = side === 'from' ? [parent, parentCube] : [node.place, node.cube];
        conditions.push(this.#column(place, `(${this.#local(place, sql, { path: [cube.name], cube })})`));
      }
      joins.push(`ON ${conditions.join(' AND ')}`);
    }
    const nodes = [...this.#nodes.values()];
    const selects = nodes.map((node, index) => {
      const columns = [...node.columns].map(([sql, name]) => `toNullable(${sql}) AS ${name}`);
      const inner = [...node.subQueries.values()].map(({ sql }) => sql).join(' ');
      const source = guarded(cubeSource(context, node.cube), context);
      return `LEFT JOIN (SELECT ${columns.join(', ')} FROM (${source}) AS ${node.name}_own ${inner}) AS ${node.name} ${joins[index] ?? ''}`;
    });
    const shown = nodes.flatMap((node) => [...node.columns.values()]);
    const root = cubeSource(context, this.#cube(this.tree.root)).sql;
    const subQueries = [...this.#root.subQueries.values()];
    const own = subQueries.length === 0 ? root : `SELECT own_rows.*, ${subQueries.map(({ column }) => column).join(', ')} FROM (${root}) AS own_rows ${subQueries.map(({ sql }) => sql).join(' ')}`; // prettier-ignore
    return `SELECT ${['own.*', ...shown].join(', ')} FROM (${own}) AS own ${selects.join(' ')}`;
  }

  #cube(name: string): Cube {
    const cube = this.datasets.context.model.cubes.get(name);
    if (cube === undefined) throw new Error(`There is no cube "${name}".`);
    return cube;
  }
}

const refused = (): never => {
  throw new NotLocal('Only columns of the own cube can be written here.');
};
const REFUSE: Elsewhere = { subQuery: refused, column: refused, member: refused, measure: refused };

/** One aggregate in SQL, for a number of other rows inside a joined SELECT. */
function aggregateSql(measure: CubeMeasure, inner: (sql: string) => string): string {
  const argument = measure.sql === undefined ? '' : inner(measure.sql);
  switch (measure.type) {
    case 'count':
      return `count(${argument})`;
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
      return `${measure.type}(${argument})`;
    case 'count_distinct':
    case 'count_distinct_approx':
      return `uniqExact(${argument})`;
    default:
      throw new NotLocal(`A number of type "${measure.type}" is not one aggregate.`);
  }
}
