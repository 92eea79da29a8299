import type { MeasureSpec } from './catalogSpec.js';
import type { Dimension, Measure } from './definitions.js';
import { unknownName, type Draft } from './draft.js';
import { resultOf, resultType } from './stageMeasures.js';
import { isNumber } from './valueTypeOf.js';

interface Asked {
  readonly measure: Measure;
  readonly spec: MeasureSpec;
  readonly dimensions: ReadonlyMap<string, Dimension>;
}

/** The measure with the rows it is of, when those are not simply the rows of a group; reports what is wrong with how that is said. */
export function measureRows(draft: Draft, { measure, spec, dimensions }: Asked): Measure {
  const reader = new RowsReader(draft, measure.name, dimensions);
  if (spec.time !== undefined) reader.time(['time'], spec.time, 'a measure is counted by');
  if (spec.of !== undefined) return reader.stage(measure, spec, spec.of);
  if (spec.per !== undefined)
    reader.report(
      ['per'],
      '"per" is for a measure "of" another; a level that does not add up over time says it in "semiAdditive".',
    );
  // Nobody knows a level in a bucket without rows: it is not 0.
  const unfilled: Measure =
    spec.fill === undefined ? { ...measure, fillWith: 'null', absentWith: 'null' } : measure;
  return spec.semiAdditive === undefined ? measure : reader.level(unfilled, spec.semiAdditive);
}

class RowsReader {
  constructor(
    private readonly draft: Draft,
    private readonly name: string,
    private readonly dimensions: ReadonlyMap<string, Dimension>,
  ) {}

  report(at: readonly (string | number)[], message: string): void {
    this.draft.report(['measures', this.name, ...at], message);
  }

  time(at: readonly string[], name: string, what: string): void {
    const dimension = this.dimensions.get(name);
    if (dimension === undefined) this.#known(at, name);
    else if (dimension.type !== 'time' && dimension.type !== 'date')
      this.report(at, `"${name}" is of type ${dimension.type}; ${what} a time or date dimension.`);
  }

  stage(measure: Measure, spec: MeasureSpec, of: string): Measure {
    const per = [spec.per ?? []].flat();
    for (const entity of per) this.#known(['per'], entity);
    if (per.length === 0)
      this.report(
        ['per'],
        '"per" is missing: the dimensions per which the numbers are made that this measure aggregates.',
      );
    for (const other of ['sql', 'filter', 'semiAdditive', 'type'] as const) {
      if (spec[other] !== undefined)
        this.report(
          [other],
          `"${other}" is about rows; a measure "of" another aggregates its numbers: say it there.`,
        );
    }
    return { ...measure, rows: { kind: 'stage', of, per } };
  }

  level(
    measure: Measure,
    { over, take, per: entity, ties: asked }: NonNullable<MeasureSpec['semiAdditive']>,
  ): Measure {
    const per = [entity ?? []].flat();
    // Without an entity the rows at one time are of different things: none stands for the others.
    const ties = asked ?? (per.length === 0 ? 'all' : 'one');
    this.time(['semiAdditive', 'over'], over, 'a semi-additive rule goes over');
    for (const dimension of per) this.#known(['semiAdditive', 'per'], dimension);
    if (ties === 'one' && this.draft.spec.primaryKey === undefined && (take === 'first' || take === 'last'))
      this.report(
        ['semiAdditive'],
        'Of several rows at one time one is taken by the primary key: give the dataset a "primaryKey", or say "ties: all".',
      );
    if (take === 'first' || take === 'last')
      return { ...measure, rows: { kind: 'semiAdditive', over, take, per, ties } };
    // One number per time first, over all entities; then what is typical, least or most of those.
    const name = take === 'average' ? 'avg' : take;
    const type = resultOf(name, measure.type);
    if (!isNumber(measure.type))
      this.report(
        ['semiAdditive', 'take'],
        `"${take}" is for numbers; this measure is of type ${measure.type}.`,
      );
    return {
      ...measure,
      type,
      aggregate: { name, parameters: '', args: [] },
      filter: undefined,
      argumentTypes: [measure.clickhouseType],
      clickhouseType: resultType(name, type),
      rows: { kind: 'stage', of: measure, per: [over] },
    };
  }

  #known(at: readonly string[], name: string): void {
    // A dimension that is declared but broken has its own report.
    if (!this.dimensions.has(name) && !Object.hasOwn(this.draft.spec.dimensions ?? {}, name))
      this.report(at, unknownName('dimension', name, this.dimensions.keys()));
  }
}
