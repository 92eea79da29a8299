import { cubeSource, type CubeSource, type SourceContext } from './cubeSource.js';
import { dimensionSpec } from './dimensions.js';
import { DatasetDraft } from './draft.js';
import { dimensionSql, isOfMeasure, joinKeys, local, NotLocal, type Elsewhere } from './expressions.js';
import type { Cube } from './model.js';
import { datasetName } from './names.js';
import type { DimensionRef, MeasureRef, References, Where } from './references.js';
import { cardinalityOf, stepBetween, wayToOne, type Step } from './ways.js';

/** The datasets that a question needs: one per cube, with the members and relationships it asks for. */
export class Datasets {
  readonly #drafts = new Map<string, DatasetDraft>();
  /** Names a measure of a cube on its own dataset; set by who translates measures. */
  ofMeasure: (ref: MeasureRef) => string = () => {
    throw new NotLocal('Nothing translates measures.');
  };

  constructor(
    readonly context: SourceContext,
    readonly references: References,
  ) {}

  files(): ReadonlyMap<string, unknown> {
    const files = new Map<string, unknown>();
    // Making one may add others, which a Map then goes through too.
    for (const draft of this.#drafts.values()) files.set(`${draft.name}.yaml`, draft.file());
    // What others added to one that was already made.
    for (const draft of this.#drafts.values()) files.set(`${draft.name}.yaml`, draft.file());
    return files;
  }

  add(key: string, draft: DatasetDraft): DatasetDraft {
    this.#drafts.set(key, draft);
    return draft;
  }

  of(cube: Cube): DatasetDraft {
    const known = this.#drafts.get(cube.name);
    if (known !== undefined) return known;
    const source = cubeSource(this.context, cube);
    const draft = new DatasetDraft(datasetName(cube.name), `Rows of ${cube.name}.`, () => ({
      ...sourceSpec(source),
      ...this.#primaryKey(cube),
    }));
    this.add(cube.name, draft);
    this.guard(draft, source);
    return draft;
  }

  /** Who asks must be granted the values of guarded columns; without an attribute nothing is guarded. */
  guard(draft: DatasetDraft, { guards }: CubeSource): void {
    for (const { column, attribute } of guards)
      if (this.context.security[attribute] !== undefined)
        draft.guard(this.rawColumn(draft, { column, type: 'string' }), attribute);
  }

  /** A column under a name of the catalog. */
  rawColumn(draft: DatasetDraft, { column, type }: { column: string; type: string }): string {
    return draft.member('dimensions', { key: `column ${column}`, wanted: column }, () =>
      type === 'string' ? { type, sql: `toString(${column})` } : { type, sql: column },
    );
  }

  /** A relationship of the dataset to the cube that a step leads to. */
  relationship(draft: DatasetDraft, step: Step, cardinality = cardinalityOf(step)): string {
    const other = this.#cube(step.to);
    const target = this.of(other);
    const key = `${step.to} ${cardinality === 'one-to-many' ? 'rows' : 'row'}`;
    return draft.member('relationships', { key, wanted: step.to }, () => {
      this.anchor(target, other);
      const from = this.#cube(step.join.from);
      const to = this.#cube(step.join.to);
      const { pairs, guards } = joinKeys(this.references, step.join, { path: [from.name], cube: from });
      const near = this.of(from);
      const fromKeys = pairs.map((pair) =>
        this.expression(step.reversed ? near : draft, alone(from), pair.from),
      );
      const toKeys = pairs.map((pair) =>
        this.expression(step.reversed ? draft : this.of(to), alone(to), pair.to),
      );
      for (const { side, sql } of guards) {
        const keys = side === 'from' ? fromKeys : toKeys;
        const [owner, cube] = side === 'from' ? [step.reversed ? near : draft, from] : [step.reversed ? draft : this.of(to), to]; // prettier-ignore
        keys[0] = `if(${this.expression(owner, alone(cube), sql)}, ${keys[0] ?? ''}, NULL)`;
      }
      if ([...fromKeys, ...toKeys].some((key) => key.includes('{')))
        throw new NotLocal(`"${step.to}" is joined by more than columns.`);
      const on = fromKeys.map((key, index) => (step.reversed ? [toKeys[index], key] : [key, toKeys[index]]));
      return { to: target.name, on: Object.fromEntries(on) as unknown, cardinality };
    });
  }

  /** A dimension of the cube's own rows, on a dataset that has its columns. */
  dimension(draft: DatasetDraft, ref: DimensionRef): string {
    const { dimension } = ref;
    const key = `${ref.view?.name ?? ref.cube.name}.${dimension.name}`;
    return draft.member('dimensions', { key, wanted: dimension.name }, () => {
      if (isOfMeasure(this.references, ref)) {
        const measure = this.#otherRows(draft, ref);
        return dimension.type === 'time' ? { type: 'time', measure } : { measure };
      }
      const { references, context } = this;
      const elsewhere = { ...this.elsewhere(draft, ref), measure: (inner: MeasureRef) => this.#perValue(draft, ref, inner) }; // prettier-ignore
      return dimensionSpec({ references, context, elsewhere }, ref);
    });
  }

  /** An expression of the catalog: columns of the cube, `{dimension}` of other rows, `{relationship.dimension}` of another cube. */
  expression(draft: DatasetDraft, where: Where, sql: string): string {
    return local(this.references, sql, { where, elsewhere: this.elsewhere(draft, where) });
  }

  elsewhere(draft: DatasetDraft, where: Where): Elsewhere {
    const through = (path: readonly string[], name: (other: DatasetDraft, cube: Cube) => string): string => {
      const cube = this.#cube(path.at(-1) ?? '');
      const steps = this.wayFrom(where, path);
      let at = draft;
      const names = steps.map((step) => {
        const relationship = this.relationship(at, step);
        at = this.of(this.#cube(step.to));
        return relationship;
      });
      return `{${[...names, name(at, cube)].join('.')}}`;
    };
    return {
      subQuery: (ref) => `{${this.dimension(draft, ref)}}`,
      measure: () => {
        throw new NotLocal('A measure is no value of a row.');
      },
      column: (path, column) => through(path, (other) => this.rawColumn(other, { column, type: 'string' })),
      member: (ref) => through(ref.path, (other) => this.dimension(other, ref)),
    };
  }

  /** The way to a cube that has at most one row for each of this one's. */
  wayFrom({ path, cube }: Where, target: readonly string[]): readonly Step[] {
    const { model } = this.context;
    const begins = path.every((step, index) => target[index] === step) && target.length > path.length;
    const rest = begins ? target.slice(path.length) : undefined;
    const followed = rest?.map((to, index) =>
      stepBetween(model, index === 0 ? cube.name : (rest[index - 1] ?? ''), to),
    );
    const steps = followed?.every((step) => step !== undefined) ? followed : wayToOne(model, cube.name, target.at(-1) ?? ''); // prettier-ignore
    if (steps === undefined || steps.some((step) => cardinalityOf(step) === 'one-to-many'))
      throw new NotLocal(`One row of ${cube.name} has several of ${target.join('.')}.`);
    return steps;
  }

  /** A measure of all rows that agree with a row in the dimensions a multi-stage one is grouped by. */
  #perValue(draft: DatasetDraft, ref: DimensionRef, measure: MeasureRef): string {
    const keys = (ref.dimension.addGroupBy ?? []).map((name) => {
      const key = this.references.target(name, ref);
      if (key.kind !== 'dimension' || key.cube !== ref.cube)
        throw new NotLocal(`"${ref.dimension.name}" is grouped by another cube.`);
      return dimensionSql(this.references, key, this.elsewhere(draft, ref));
    });
    if (keys.length === 0 || measure.cube !== ref.cube)
      throw new NotLocal(`"${ref.dimension.name}" is a number of other rows.`);
    const same = draft.member('relationships', { key: `same ${keys.join()}`, wanted: 'same' }, () => ({
      to: this.of(ref.cube).name,
      on: Object.fromEntries(keys.map((key) => [key, key])),
      cardinality: 'one-to-many',
    }));
    const name = `${same}.${this.ofMeasure(measure)}`;
    return `{${draft.member('dimensions', { key: name, wanted: `each${measure.measure.name}` }, () => ({ measure: name }))}}`;
  }

  #otherRows(draft: DatasetDraft, ref: DimensionRef): string {
    const target = this.references.whole(ref.dimension.sql, ref);
    const step =
      target === undefined ? undefined : stepBetween(this.context.model, ref.cube.name, target.cube.name);
    if (target?.kind !== 'measure' || step === undefined)
      throw new NotLocal(`"${ref.dimension.name}" is a number of rows that are not joined.`);
    return `${this.relationship(draft, step, 'one-to-many')}.${this.ofMeasure(target)}`;
  }

  /** A dataset is seen when it has a dimension, also where others are only reached through it. */
  anchor(draft: DatasetDraft, cube: Cube): void {
    const anchors = [...primaryKeyOf(cube), ...[...cube.dimensions.values()].map((dimension): DimensionRef => ({ ...alone(cube), kind: 'dimension', dimension }))]; // prettier-ignore
    const plain = anchors.find(
      ({ dimension }) =>
        !dimension.subQuery && !dimension.multiStage && !/\{(?!CUBE)/.test(dimension.sql ?? ''),
    );
    if (plain !== undefined) this.dimension(draft, plain);
  }

  #primaryKey(cube: Cube): Readonly<Record<string, unknown>> {
    const keys = primaryKeyOf(cube);
    if (keys.length === 0) return {};
    try {
      const primaryKey = keys.map((ref) => dimensionSql(this.references, ref, NOWHERE));
      return { primaryKey };
    } catch (error) {
      if (error instanceof NotLocal) return {};
      throw error;
    }
  }

  #cube(name: string): Cube {
    const cube = this.context.model.cubes.get(name);
    if (cube === undefined) throw new NotLocal(`There is no cube "${name}".`);
    return cube;
  }
}

function alone(cube: Cube): Where {
  return { path: [cube.name], cube };
}

export function primaryKeyOf(cube: Cube): readonly DimensionRef[] {
  return [...cube.dimensions.values()]
    .filter(({ primaryKey }) => primaryKey)
    .map((dimension) => ({ kind: 'dimension', path: [cube.name], cube, dimension }));
}

const refuse = (): never => {
  throw new NotLocal('Only columns of the own cube can be written here.');
};
/** Nothing but columns of the own cube. */
const NOWHERE: Elsewhere = { subQuery: refuse, column: refuse, member: refuse, measure: refuse };

function sourceSpec({ sql }: CubeSource): Readonly<Record<string, unknown>> {
  const table = /^\s*select\s+\*\s+from\s+(\w+\.\w+)\s*$/i.exec(sql)?.[1];
  return table === undefined ? { sql: /^\s*select\b(?![\s\S]*\bunion\b)/i.test(sql) ? sql : `SELECT * FROM (${sql})` } : { source: table }; // prettier-ignore
}
