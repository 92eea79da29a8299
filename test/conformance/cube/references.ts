import type { Choice, Cube, CubeDimension, CubeMeasure, Model, View } from './model.js';

/** A member as a question or an expression means it: where it is, and what it is there. */
export type Ref = Where &
  (
    | { readonly kind: 'dimension'; readonly dimension: CubeDimension; readonly grain?: string | undefined }
    | { readonly kind: 'measure'; readonly measure: CubeMeasure }
    | { readonly kind: 'segment'; readonly name: string; readonly sql: string }
  );
export type DimensionRef = Extract<Ref, { kind: 'dimension' }>;
export type MeasureRef = Extract<Ref, { kind: 'measure' }>;

/** What an expression is read in. One cube in `path` means: however it is joined. */
export interface Where {
  readonly path: readonly string[];
  readonly cube: Cube;
  /** The expression stands in this view: its own names come first. */
  readonly view?: View | undefined;
}

/** `{…}` of an expression: a cube (its columns follow), or a member. */
export type Target = { readonly kind: 'cube'; readonly path: readonly string[]; readonly cube: Cube } | Ref;

/** Nothing of a model that is asked for. */
class UnknownMember extends Error {}

const WHOLE_REFERENCE = /^\s*\{([^{}]+)\}\s*$/;

/** Finds members by name, through views, proxies and switches. */
export class References {
  constructor(
    readonly model: Model,
    /** What switch dimensions are set to: `View.dimension` → value. */
    private readonly switches: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** `cube.member` or `view.member`, as questions write it. */
  find(name: string): Ref {
    const [head = '', member = '', grain] = name.split('.');
    const view = this.model.views.get(head);
    if (view !== undefined) return this.#ofView(view, member);
    const cube = this.model.cubes.get(head);
    if (cube === undefined) throw new UnknownMember(`There is no cube or view "${head}".`);
    const found = this.#member({ path: [head], cube }, member);
    return grain !== undefined && found.kind === 'dimension' ? { ...found, grain } : found;
  }

  /** The inside of `{…}`. */
  target(reference: string, where: Where): Target {
    const steps = reference.trim().split('.');
    const first = steps[0] ?? '';
    if (first === 'CUBE') steps.shift();
    if (first === where.cube.name && !this.#isMember(where, first)) {
      // By its name the cube is meant, also inside a view that has a member of the same name.
      steps.shift();
      where = { ...where, view: undefined };
    }
    if (where.view !== undefined && first === where.view.name) steps.shift();
    if (steps.length === 0) return { kind: 'cube', path: where.path, cube: where.cube };
    if (this.#isMember(where, steps[0] ?? '')) {
      const found = this.#member(where, steps[0] ?? '');
      return steps[1] !== undefined && found.kind === 'dimension' ? { ...found, grain: steps[1] } : found;
    }
    let path: readonly string[] = where.path;
    let cube = where.cube;
    let moved = false;
    while (steps.length > 0) {
      const next = this.model.cubes.get(steps[0] ?? '');
      if (next === undefined) break;
      path = cube.joins.has(next.name) ? [...path, next.name] : [next.name];
      cube = next;
      moved = true;
      steps.shift();
    }
    if (steps.length === 0) return { kind: 'cube', path, cube };
    if (!moved) throw new UnknownMember(`"{${reference}}" is nothing of cube "${where.cube.name}".`);
    const found = this.#member({ path, cube }, steps[0] ?? '');
    return steps[1] !== undefined && found.kind === 'dimension' ? { ...found, grain: steps[1] } : found;
  }

  /** The member that an expression of nothing but a reference means. */
  whole(sql: string | undefined, where: Where): Ref | undefined {
    const reference = WHOLE_REFERENCE.exec(sql ?? '')?.[1];
    if (reference === undefined) return undefined;
    const target = this.target(reference, where);
    return target.kind === 'cube' ? undefined : target;
  }

  /** What a switch member stands for as things are set; undefined when nothing sets it. */
  chosen({ of, when, otherwise }: Choice, where: Where): string | undefined {
    const name = /^\s*\{([^{}]+)\}\s*$/.exec(of)?.[1]?.split('.').at(-1) ?? '';
    const value = this.switches.get(`${where.view?.name ?? where.cube.name}.${name}`);
    return value === undefined ? undefined : (when.get(value) ?? otherwise);
  }

  #isMember({ cube, view }: Where, name: string): boolean {
    return [view, cube].some((owner) => owner?.dimensions.has(name) || owner?.measures.has(name)) || view?.members.has(name) === true || cube.segments.has(name); // prettier-ignore
  }

  #ofView(view: View, member: string): Ref {
    const cube = this.model.cubes.get(view.root ?? '') ?? NO_CUBE;
    return this.#member({ path: view.root === undefined ? [] : [view.root], cube, view }, member);
  }

  #member(where: Where, name: string): Ref {
    const { cube, view } = where;
    const own = view?.dimensions.get(name);
    if (own !== undefined) return this.#dimension(where, own);
    const ownMeasure = view?.measures.get(name);
    if (ownMeasure !== undefined) return this.#measure(where, ownMeasure);
    const through = view?.members.get(name);
    if (through !== undefined) {
      const target = this.model.cubes.get(through.path.at(-1) ?? '');
      if (target === undefined) throw new UnknownMember(`There is no cube "${through.path.join('.')}".`);
      return this.#member({ path: through.path, cube: target }, through.member);
    }
    if (view !== undefined && where.path.length > 0) return this.#member({ ...where, view: undefined }, name);
    const dimension = cube.dimensions.get(name);
    if (dimension !== undefined) return this.#dimension(where, dimension);
    const measure = cube.measures.get(name);
    if (measure !== undefined) return this.#measure(where, measure);
    const segment = cube.segments.get(name);
    if (segment !== undefined) return { ...where, kind: 'segment', name, sql: segment };
    throw new UnknownMember(`There is no member "${name}" in "${view?.name ?? cube.name}".`);
  }

  #dimension(where: Where, dimension: CubeDimension): Ref {
    const text = dimension.choice === undefined ? dimension.sql : this.chosen(dimension.choice, where);
    const target = dimension.subQuery ? undefined : this.whole(text, where);
    if (target?.kind === 'dimension' && !dimension.multiStage) return target;
    if (target?.kind === 'dimension' && dimension.choice !== undefined) return target;
    return { ...where, kind: 'dimension', dimension };
  }

  #measure(where: Where, measure: CubeMeasure): Ref {
    const plain =
      measure.rolling === undefined &&
      measure.filters.length === 0 &&
      measure.timeShifts.length === 0 &&
      measure.groupBy === undefined &&
      measure.reduceBy === undefined &&
      measure.addGroupBy === undefined;
    const text = measure.choice === undefined ? measure.sql : this.chosen(measure.choice, where);
    const target = plain && (measure.type === 'number' || measure.choice !== undefined) ? this.whole(text, where) : undefined; // prettier-ignore
    if (target?.kind === 'measure') return target;
    return { ...where, kind: 'measure', measure };
  }
}

const NO_CUBE: Cube = {
  name: '',
  sql: '',
  calendar: false,
  joins: new Map(),
  dimensions: new Map(),
  measures: new Map(),
  segments: new Map(),
};
