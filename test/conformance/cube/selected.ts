import type { Asked } from './asked.js';
import { dimensionColumn, grainOf, measureColumn, timeColumn, type Column } from './columns.js';
import { Word } from './literal.js';
import type { AskedMeasure } from './measures.js';
import type { AskedPlace } from './places.js';
import type { Query } from './query.js';
import type { MeasureRef } from './references.js';

/** A question of the suite as ours: the catalog it is asked of, the document, and how rows are read. */
export interface Question {
  readonly files: ReadonlyMap<string, unknown>;
  readonly document: string;
  readonly columns: readonly Column[];
  /** The answer holds the single rows, not groups. */
  readonly view: 'rows' | 'records';
  /** Buckets of the range are shown also where no group has a value. */
  readonly spine: boolean;
  /** Asked of a dataset that joins rows in its SQL. */
  readonly joined: boolean;
}

export const DEFAULT_LIMIT = 10_000;

export function columnsOf(
  asked: Asked,
  place: AskedPlace,
  asking: (ref: MeasureRef) => AskedMeasure,
): readonly Column[] {
  let count = 0;
  const alias = (): string => `c${count++}`;
  return [
    ...asked.dimensions.map(({ member, ref }) => {
      const grain = ref.grain === undefined ? undefined : grainOf(ref, ref.grain);
      return dimensionColumn(place.field(ref), { alias: alias(), member, type: ref.dimension.type, grain });
    }),
    ...asked.times.flatMap(({ member, ref, granularity }) =>
      granularity === undefined ? [] : [timeColumn(place, ref, { alias: alias(), member, granularity })],
    ),
    ...asked.measures.map(({ member, ref }) =>
      measureColumn(asking(ref), { alias: alias(), member, type: ref.measure.type }),
    ),
  ];
}

/** As asked; else the time ascending, the first measure descending, or the first dimension ascending. */
export function orderOf({ order }: Query, columns: readonly Column[], view: Question['view']): unknown {
  const entries =
    order?.flatMap(({ member, direction }) => {
      const column = columns.find(({ orderedBy }) => orderedBy.includes(member));
      return column === undefined ? [] : [{ column, direction }];
    }) ?? [];
  if (entries.length === 0) {
    const time = columns.find(({ kind: is }) => is === 'time');
    const measure = columns.find(({ kind: is }) => is === 'measure');
    const first = time ?? measure ?? columns[0];
    if (first !== undefined) entries.push({ column: first, direction: first === measure ? 'DESC' : 'ASC' });
  }
  return entries.map(({ column: { key, field }, direction }) =>
    view === 'records'
      ? field.reduceRight<unknown>((inner, step) => ({ [step]: inner }), new Word(direction))
      : { alias: { name: key, direction: new Word(direction) } },
  );
}
