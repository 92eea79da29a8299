import type { DatasetSpec, MeasureSpec } from '../../../src/metrics/catalog/catalogSpec.js';
import type { MetricSpec } from '../../../src/metrics/catalog/metricSpec.js';
import { dimensionKey, type Meaning, type ReferenceDataset } from '../catalogView.js';
import { isNumberType } from '../value.js';
import { SHARED } from './makeFactsQuery.js';
import type { Random } from './random.js';

/** Adds numbers that are not simply of the rows of a group: levels, numbers per entity, conversions, and numbers by a time of their own. */
export function withOtherNumbers(
  datasets: readonly ReferenceDataset[],
  random: Random,
): readonly ReferenceDataset[] {
  const timed = datasets.map((dataset) => new OtherNumbers(dataset, random.fork()));
  return timed.map((numbers) => numbers.finish(timed));
}

interface Named {
  readonly name: string;
  readonly meaning: Meaning;
}

/** One dataset while numbers are added to it. */
class OtherNumbers {
  readonly spec: DatasetSpec;
  readonly #dataset: ReferenceDataset;
  readonly #random: Random;
  readonly #dimensions: readonly Named[];
  readonly #measures: Record<string, MeasureSpec>;
  readonly #metrics: Record<string, MetricSpec>;

  constructor(dataset: ReferenceDataset, random: Random) {
    const { spec, meanings } = dataset;
    this.spec = spec;
    this.#dataset = dataset;
    this.#random = random;
    this.#measures = { ...spec.measures };
    this.#metrics = { ...spec.metrics };
    this.#dimensions = Object.entries(spec.dimensions ?? {}).flatMap(([name, dimension]) => {
      const meaning = meanings.get(dimensionKey(name, dimension));
      // What other rows add is somebody else's.
      return meaning === undefined || dimension.measure !== undefined ? [] : [{ name, meaning: { ...meaning, type: dimension.type ?? meaning.type } }]; // prettier-ignore
    });
  }

  finish(others: readonly OtherNumbers[]): ReferenceDataset {
    const random = this.#random;
    const added = [
      ...this.#levels(random.int(0, 2)),
      ...this.#byOwnTime(random.int(0, 2)),
      ...this.#perEntity(random.int(0, 2)),
      ...this.#conversions(others, random.int(0, 2)),
    ];
    this.#combine(added, added.length === 0 ? 0 : random.int(0, 3));
    const access = Object.fromEntries(Object.entries(this.spec.access ?? {}).map(([role, policy]) => [role, policy.hide !== undefined && added.length > 0 && random.chance(0.1) ? { ...policy, hide: [...policy.hide, random.pick(added)] } : policy])); // prettier-ignore
    const dimensions = this.#conforming();
    const spec: DatasetSpec = { ...this.spec, dimensions, primaryKey: ['row_id'], measures: this.#measures, metrics: this.#metrics, access }; // prettier-ignore
    const rowId: Meaning = { type: 'integer', reads: ['row_id'], column: 'row_id', of: (row) => row['row_id'] ?? null }; // prettier-ignore
    return { ...this.#dataset, spec, meanings: new Map([...this.#dataset.meanings, ['row_id', rowId]]) };
  }

  /** Some dimensions are those of other datasets, too. */
  #conforming(): NonNullable<DatasetSpec['dimensions']> {
    const random = this.#random;
    const made = { ...this.spec.dimensions };
    for (const [type, conforms] of Object.entries(SHARED)) {
      const fitting = this.#dimensions.filter(({ meaning, name }) => meaning.type === type && made[name]?.type === type && made[name].choices === undefined); // prettier-ignore
      if (fitting.length === 0 || random.chance(0.15)) continue;
      const { name } = random.pick(fitting);
      made[name] = { ...made[name], conforms };
    }
    return made;
  }

  #times(): readonly Named[] {
    return this.#dimensions.filter(({ meaning: { type } }) => type === 'time' || type === 'date');
  }

  /** What may be followed: something that several rows share. */
  #entities(): readonly Named[] {
    return this.#dimensions.filter(({ name, meaning: { type } }) => type !== 'float' && name !== 'rowNumber');
  }

  /** Measures of rows, with the type of their first argument. */
  #plain(): readonly { name: string; spec: MeasureSpec; type: Meaning['type'] }[] {
    return Object.entries(this.spec.measures ?? {}).map(([name, spec]) => ({
      name,
      spec,
      type: this.#dataset.meanings.get([spec.sql ?? []].flat()[0] ?? '')?.type ?? 'integer',
    }));
  }

  /** Measures that are whole or decimal numbers, which no order of adding changes. */
  #exact(): readonly string[] {
    return this.#plain()
      .filter(
        ({ spec: { agg, type: declared }, type }) =>
          declared === undefined &&
          (/^(?:count|uniq\w*)$/.test(agg) || (/^(?:sum|min|max)$/.test(agg) && isNumberType(type))),
      ) // prettier-ignore
      .map(({ name }) => name);
  }

  #levels(count: number): string[] {
    const random = this.#random;
    return Array.from({ length: count }, (_, index) => {
      const own = this.#plain().filter(({ spec }) => spec.exposes === undefined);
      const base = random.pick(own);
      const isNumber = this.#exact().includes(base.name);
      const take = random.pick(isNumber ? (['first', 'last', 'last', 'min', 'max', 'average'] as const) : (['first', 'last'] as const)); // prettier-ignore
      const over = random.chance(0.8) && this.spec.time !== undefined ? this.spec.time : random.pick(this.#times()).name; // prettier-ignore
      const name = `level${index}`;
      const per = random.chance(0.7) ? { per: random.some(this.#entities(), random.int(1, 2)).map((each) => each.name) } : {}; // prettier-ignore
      const ties = random.chance(0.3) ? { ties: random.pick(['one', 'all'] as const) } : {};
      this.#measures[name] = { ...base.spec, semiAdditive: { over, take, ...(isNumber && !['first', 'last'].includes(take) ? {} : { ...per, ...ties }) } }; // prettier-ignore
      return name;
    });
  }

  #byOwnTime(count: number): string[] {
    const random = this.#random;
    return Array.from({ length: count }, (_, index) => {
      const base = random.pick(this.#plain());
      const name = `timed${index}`;
      this.#measures[name] = { ...base.spec, time: random.pick(this.#times()).name };
      return name;
    });
  }

  #perEntity(count: number): string[] {
    const random = this.#random;
    const exact = this.#exact();
    if (exact.length === 0) return [];
    return Array.from({ length: count }, (_, index) => {
      const name = `staged${index}`;
      const agg = random.pick(['avg', 'avg', 'sum', 'max', 'min', 'count', 'median', 'quantileExact(0.5)']);
      const per = random.some(this.#entities(), random.int(1, 2)).map((each) => each.name);
      const fill = random.chance(0.15) ? { fill: random.pick(['zero', 'null'] as const) } : {};
      this.#measures[name] = {
        agg,
        of: random.pick(exact),
        per: per.length === 1 ? per[0] : per,
        ...fill,
      };
      return name;
    });
  }

  #conversions(others: readonly OtherNumbers[], count: number): string[] {
    const random = this.#random;
    return Array.from({ length: count }, (_, index) => {
      const other = random.chance(0.6) ? this : random.pick(others);
      const pairs = this.#entities().flatMap(
        (base) =>
        other.#entities().filter(({ meaning }) => meaning.type === base.meaning.type && (other !== this || meaning === base.meaning)).map((found) => ({ base: base.name, conversion: found.name })), // prettier-ignore
      );
      const [entity, ...constant] = random.some(pairs, random.chance(0.25) ? 2 : 1);
      if (entity === undefined || this.spec.time === undefined || other.spec.time === undefined) return [];
      const events = (of: OtherNumbers): string => random.pick(of.#plain()).name;
      const conversion = events(other);
      const window = random.chance(0.6) ? { window: { n: random.pick([1, 2, 7, 30]), unit: random.pick(['hour', 'day', 'day', 'week', 'month']) } } : {}; // prettier-ignore
      const name = `converted${index}`;
      // A rate is of numbers.
      const [first] = this.#exact();
      const isRate = first !== undefined && other.#exact().includes(conversion) && random.chance(0.5);
      this.#metrics[name] = {
        conversion: {
          base: isRate ? first : events(this),
          conversion: other === this ? conversion : `${other.spec.dataset}.${conversion}`,
          entity: entity.base === entity.conversion ? entity.base : entity,
          ...(constant.length === 0 ? {} : { constant }),
          ...window,
          show: isRate ? 'rate' : 'conversions',
          ...(random.chance(0.2) ? { where: { rowNumber: { lte: random.int(5, 60) } } } : {}),
        },
      };
      return [name];
    }).flat();
  }

  /** Metrics of those numbers. */
  #combine(added: readonly string[], count: number): void {
    const random = this.#random;
    const exact = new Set([...this.#exact(), ...added.filter((name) => this.#isExact(name))]);
    for (let index = 0; index < count; index++) {
      const of = random.pick(added);
      const isNumber = exact.has(of);
      const name = `mixed${index}`;
      const other = random.pick([...exact]);
      switch (random.int(isNumber ? 0 : 2, 5)) {
        case 0:
          this.#metrics[name] = { ratio: [of, other] };
          break;
        case 1:
          this.#metrics[name] = { derived: `${of} - ${other}` };
          break;
        case 2:
          this.#metrics[name] = { shift: { of, n: 1, unit: random.pick(['day', 'month', 'year']) } };
          break;
        case 3:
          this.#metrics[name] = {
            level: {
              of,
              drop: random.some(
                this.#dimensions.map((each) => each.name),
                2,
              ),
            },
          };
          break;
        case 4:
          this.#metrics[name] = { filtered: { of, where: { rowNumber: { gt: random.int(1, 30) } } } };
          break;
        default:
          this.#metrics[name] = { cumulative: { of, window: { n: random.pick([2, 7, 40]), unit: 'day' } } };
      }
    }
  }

  #isExact(name: string): boolean {
    const { of, semiAdditive, time, ...spec } = this.#measures[name] ?? { agg: 'none' };
    if (of !== undefined) return !/count/.test(spec.agg);
    const same = this.#exact().some(
      (exact) => JSON.stringify(this.spec.measures?.[exact]) === JSON.stringify(spec),
    );
    return same && (semiAdditive !== undefined || time !== undefined);
  }
}
