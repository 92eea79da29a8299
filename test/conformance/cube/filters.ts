import { conditionTree, type Tree } from './conditions.js';
import type { AskedPlace } from './places.js';
import { leaves, type Filter, type LeafFilter } from './query.js';
import type { Ref, References, MeasureRef } from './references.js';

/** A condition and the relationships it is behind. */
interface Part {
  readonly steps: readonly string[];
  readonly tree: Tree;
}

/** Filters of the question that also restrict other columns: member → column. */
export interface Repeated {
  readonly filters: readonly Filter[];
  readonly columns: ReadonlyMap<string, string>;
}

/** Makes filters of rows and of groups. */
export class Filters {
  readonly segments: string[] = [];

  constructor(
    private readonly references: References,
    private readonly place: AskedPlace,
    private readonly measure: (ref: MeasureRef) => string,
  ) {}

  /** `where` of the rows: conditions on one row of another cube stay together. */
  where(filters: readonly Filter[], repeated: readonly Repeated[]): Tree | undefined {
    const rows = filters.filter((filter) => !this.#isOfMeasures(filter));
    return allOf([
      ...this.#rows(rows),
      ...repeated.flatMap(({ filters: again, columns }) => this.#rows(again, columns)),
    ]);
  }

  having(filters: readonly Filter[]): readonly Tree[] {
    return filters
      .filter((filter) => this.#isOfMeasures(filter))
      .map((filter) => this.#groups(filter))
      .filter((tree) => tree !== undefined);
  }

  #isOfMeasures(filter: Filter): boolean {
    return leaves(filter).some(
      ({ member, operator }) =>
        operator !== 'measure_filter' && this.references.find(member).kind === 'measure',
    );
  }

  #rows(filters: readonly Filter[], substitutes?: ReadonlyMap<string, string>): readonly Part[] {
    return filters.flatMap((filter): readonly Part[] => {
      if ('and' in filter) return this.#rows(filter.and, substitutes);
      if ('or' in filter) {
        // An alternative that says nothing is not there.
        const some = filter.or
          .map((part) => allOf(this.#rows([part], substitutes)))
          .filter((tree) => tree !== undefined);
        return some.length === 0 ? [] : [{ steps: [], tree: some.length === 1 && some[0] !== undefined ? some[0] : { or: some } }]; // prettier-ignore
      }
      return this.#row(filter, substitutes);
    });
  }

  #row(filter: LeafFilter, substitutes?: ReadonlyMap<string, string>): readonly Part[] {
    const found = this.references.find(filter.member);
    if (filter.operator === 'measure_filter') return this.#measureRows(found);
    if (found.kind !== 'dimension') return [];
    const column = substitutes?.get(filter.member);
    const type = found.dimension.type;
    const { steps, name } = column === undefined ? this.place.field(found) : this.place.pushed(found, column);
    return [{ steps, tree: conditionTree(filter, type, (condition) => ({ [name]: condition })) }];
  }

  /** The rows that a measure counts. */
  #measureRows(found: Ref): readonly Part[] {
    if (found.kind === 'measure' && found.measure.filters.length > 0)
      this.segments.push(
        this.place.segment(
          `${found.measure.name}Rows`,
          found,
          found.measure.filters.map((sql) => `(${sql})`).join(' AND '),
        ),
      );
    return [];
  }

  #groups(filter: Filter): Tree | undefined {
    if ('and' in filter)
      return several(
        'and',
        filter.and.map((part) => this.#groups(part)),
      );
    if ('or' in filter)
      return several(
        'or',
        filter.or.map((part) => this.#groups(part)),
      );
    const found = this.references.find(filter.member);
    if (found.kind !== 'measure') return undefined;
    const name = this.measure(found);
    return conditionTree(filter, 'number', (condition) => ({ [name]: condition }));
  }
}

function several(kind: 'and' | 'or', parts: readonly (Tree | undefined)[]): Tree | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.length === 1 ? known[0] : { [kind]: known };
}

/** All of them, those behind one relationship of one row of it. */
function allOf(parts: readonly Part[]): Tree | undefined {
  const own = parts.filter(({ steps }) => steps.length === 0).map(({ tree }) => tree);
  const first = [...new Set(parts.flatMap(({ steps }) => steps.slice(0, 1)))];
  const behind = first.flatMap((step) => {
    const inner = allOf(
      parts
        .filter(({ steps }) => steps[0] === step)
        .map(({ steps, tree }) => ({ steps: steps.slice(1), tree })),
    );
    return inner === undefined ? [] : [{ [step]: inner }];
  });
  return several('and', [...own, ...behind]);
}
