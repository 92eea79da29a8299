import type { Asked } from './asked.js';
import { NotAFormula } from './formula.js';
import { args, Word } from './literal.js';
import type { AskedPlace } from './places.js';
import type { Where } from './references.js';

/** Which coarser buckets each bucket lies in whole. */
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  hour: ['day', 'week', 'month', 'quarter', 'year'],
  day: ['week', 'month', 'quarter', 'year'],
  month: ['quarter', 'year'],
  quarter: ['year'],
};

/** Levels by a time at a grain, beside a finer grain of it: the coarser one is a dimension of its own, selected too and shown to nobody. */
export class TimeLevels {
  readonly fields: string[] = [];

  constructor(
    private readonly asked: Asked,
    private readonly place: AskedPlace,
  ) {}

  of(name: string, where: Where): readonly string[] | undefined {
    const target = this.asked.references.target(name, where);
    if (target.kind !== 'dimension' || target.grain === undefined) return undefined;
    const { grain, dimension } = target;
    const shown = this.asked.times.flatMap(({ ref, granularity }) =>
      granularity === undefined || ref.dimension.name !== dimension.name ? [] : [granularity],
    );
    if (shown.length === 0) return [];
    if (shown.every((granularity) => granularity === grain)) return undefined;
    const { steps, name: own } = this.place.field(target);
    if (steps.length > 0 || !shown.some((granularity) => WITHIN[granularity]?.includes(grain)))
      throw new NotAFormula(`A level of "${name}" beside another grain of it.`);
    const { draft } = this.place;
    const key = `level ${own} ${grain}`;
    const coarse = draft.member('dimensions', { key, wanted: `${own}_${grain}` }, () => ({ ...draft.spec('dimensions', own) })); // prettier-ignore
    const field = `level${this.fields.length}: ${coarse}${args({ grain: new Word(grain.toUpperCase()) })}`;
    if (!this.fields.some((known) => known.includes(` ${coarse}(`))) this.fields.push(field);
    return [coarse];
  }
}
