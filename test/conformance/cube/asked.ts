import { keepsNull } from './conditions.js';
import { NotLocal } from './expressions.js';
import type { JoinTree } from './joinTree.js';
import { leaves, type Query } from './query.js';
import type { DimensionRef, MeasureRef, Ref, References } from './references.js';

/** The members of a question. */
export class Asked {
  readonly measures: readonly { readonly member: string; readonly ref: MeasureRef }[];
  readonly dimensions: readonly { readonly member: string; readonly ref: DimensionRef }[];
  readonly times: readonly { readonly member: string; readonly ref: DimensionRef; readonly granularity: string | undefined; readonly dateRange: readonly [string, string] | undefined }[]; // prettier-ignore

  constructor(
    readonly references: References,
    readonly query: Query,
  ) {
    this.measures = query.measures.map((member) => ({
      member,
      ref: kind(references.find(member), 'measure'),
    }));
    this.dimensions = query.dimensions.map((member) => ({
      member,
      ref: kind(references.find(member), 'dimension'),
    }));
    this.times = query.timeDimensions.map(({ dimension, granularity, dateRange }) => ({
      member: dimension,
      ref: kind(references.find(dimension), 'dimension'),
      granularity,
      dateRange,
    }));
  }

  /** The ways to all members, those that measures are made of among them. */
  paths(): readonly (readonly string[])[] {
    const filtered = this.query.filters.flatMap(leaves).map(({ member }) => this.references.find(member));
    const segments = this.query.segments.map((segment) => this.references.find(segment));
    const measures = this.measures.flatMap(({ ref }) => this.leavesOf(ref));
    const shown = [...this.dimensions, ...this.times].map(({ ref }) => ref);
    const filters = filtered.flatMap((ref): readonly Ref[] =>
      ref.kind === 'measure' ? this.leavesOf(ref) : [ref],
    );
    return [...measures, ...shown, ...filters, ...segments].map(({ path }) => path);
  }

  /** The measures that a computed one is made of. */
  leavesOf(ref: MeasureRef): readonly MeasureRef[] {
    const { choice, sql } = ref.measure;
    const text = choice === undefined ? sql : this.references.chosen(choice, ref);
    const parts = [...(text ?? '').matchAll(/\{([^{}]+)\}/g)].flatMap(([, reference = '']) => {
      const target = this.references.target(reference, ref);
      return target.kind === 'measure' ? this.leavesOf(target) : [];
    });
    return parts.length === 0 ? [ref] : parts;
  }

  /** Rows of the root would be grouped by several rows of another cube, or measures restricted by a filter there. */
  needsJoinedRows(tree: JoinTree): boolean {
    const many = (path: readonly string[]): boolean => !tree.isOne(tree.place(path));
    if ([...this.dimensions, ...this.times].some(({ ref }) => many(ref.path))) return true;
    const measured = this.measures
      .flatMap(({ ref }) => this.leavesOf(ref))
      .map(({ path }) => tree.place(path));
    return this.query.filters.flatMap(leaves).some((leaf) => {
      const ref = this.references.find(leaf.member);
      if (ref.kind !== 'dimension' || !many(ref.path)) return false;
      const place = tree.place(ref.path);
      return keepsNull(leaf) || measured.some((other) => other.length > 1 && other[1] === place[1]);
    });
  }
}

export function kind<Kind extends Ref['kind']>(ref: Ref, wanted: Kind): Extract<Ref, { kind: Kind }> {
  if (ref.kind !== wanted) throw new NotLocal(`A ${wanted} is wanted, not a ${ref.kind}.`);
  return ref as Extract<Ref, { kind: Kind }>;
}
