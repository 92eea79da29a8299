import type {
  DatasetSpec,
  DimensionSpec,
  MeasureSpec,
  MetricSpec,
  PolicySpec,
} from '../../../src/metrics/catalog/catalogSpec.js';
import type { InputSpec, ShiftSpec } from '../../../src/metrics/catalog/metricSpec.js';
import type { Role } from '../../../src/metrics/catalog/definitions.js';
import { dimensionKey, type Meaning, type ReferenceCatalog, type ReferenceDataset, type Row } from '../catalogView.js'; // prettier-ignore
import { dayOf, dayText, secondOfNanos } from '../clock.js';
import { isNumberType, type Value } from '../value.js';
import { columnKinds, momentsOf, nullable, type FuzzColumn } from './columns.js';
import { caseDimension, choiceDimension, geoDimension, measureDimension, relatedSnippet, type MadeDimension } from './makeDimensions.js'; // prettier-ignore
import { makeDays, makeGrains } from './makeGrains.js';
import { withOtherNumbers } from './makeOtherNumbers.js';
import { versionColumns, versionTimes, VERSIONS, type Versions } from './makeVersions.js';
import { Random } from './random.js';
import { columnSnippet, referenceSnippet, SnippetMaker, type Snippet } from './snippets.js';
import { ZONES } from './zones.js';

/** A table to make: its columns, how it is stored, and its rows in the order of inserting (older versions first). */
export interface FuzzTable {
  readonly name: string;
  readonly columns: readonly FuzzColumn[];
  /** Replacing by `row_id`. */
  readonly isReplacing: boolean;
  /** What rows are ordered and partitioned by, so that the engine skips some. */
  readonly orderBy: readonly string[];
  readonly partitionBy: string | undefined;
  readonly rows: readonly Row[];
  readonly stale: readonly Row[];
}

/** A catalog with its data, and what both mean. */
export interface FuzzWorld {
  readonly database: string;
  readonly tables: readonly FuzzTable[];
  readonly catalog: ReferenceCatalog;
  readonly zones: readonly string[];
  readonly now: Date;
  /** Values that attributes of viewers may hold. */
  readonly tenants: readonly string[];
}

/** Some time of an ordinary day, the first instant of a month and year, and days on which clocks change somewhere. */
const NOWS = ['2024-03-05T12:34:56.789Z', '2024-03-05T12:34:56.789Z', '2024-02-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z', '2024-03-31T01:30:00.000Z', '2024-04-06T15:20:00.001Z', '2024-03-10T09:59:59.999Z', '2024-02-29T23:59:59.999Z']; // prettier-ignore
const TENANTS = ['northwind', 'contoso', 'Fabrikam', "o'hara"];

const DATASETS = ['visits', 'sites', 'regions', 'orders', 'people', 'date', 'count', 'sums', 'item'];
const COLUMNS = ['id', 'country', 'city', 'source', 'amount', 'created', 'value', 'count', 'sum', 'order', 'date', 'user id', 'select', 'key', 'cells', 'cell', 'bucket', 'rowCount', 'p1', 'group', 'default', 'status', 'Kind', 'total', 'site_key', 'tenant_', 'x', 'price', 'weight', 'null', 'sites', 'visits', 'city_', '1st']; // prettier-ignore
const MEMBERS = ['id', 'country', 'city', 'source', 'amount', 'created', 'value', 'count', 'sum', 'order', 'date', 'select', 'key', 'cells', 'cell', 'bucket', 'p1', 'group', 'default', 'status', 'total', 'x', 'price', 'weight', 'name', 'label', 'day', 'size', 'rate', 'users', 'best', 'first', 'last', 'mean', 'net', 'share', 'flag', 'code', 'uniq', 'max', 'min', 'avg', 'site', 'region', 'parent', 'owner', 'visits', 'sites', 'true', 'inf', 'in', 'if', 'toDate', 'part', 'grain', 'half', 'big', 'small', 'old', 'fresh', 'wide', 'a', 'b', 'c', 'd', 'e', 'f']; // prettier-ignore

/** Datasets that refer to each other, random columns, rows, members and policies. */
export function makeWorld(random: Random, database: string): FuzzWorld {
  const zones = ['UTC', ...random.some([...ZONES, 'UTC', 'Europe/Berlin', 'US/Eastern'], 3)];
  const now = new Date(random.pick(NOWS));
  const moments = momentsOf(zones, now);
  const names = random.some(DATASETS, random.int(2, 4));
  const drafts = names.map(
    (name, index) => new DatasetDraft({ random: random.fork(), name, index, moments, database }),
  );
  for (const draft of drafts) draft.relate(drafts, random.fork());
  // What reads another dataset's members is made after these.
  const finished = new Map<string, DatasetDraft>();
  const days = random.chance(0.4) ? makeDays(random.fork(), database) : undefined;
  for (const draft of random.shuffle(drafts)) {
    draft.finish(zones, { finished, hasDays: days !== undefined });
    finished.set(draft.name, draft);
  }
  const made = drafts.map((draft) => draft.made as ReferenceDataset);
  const datasets = withOtherNumbers(made, random.fork());
  return {
    database,
    tables: [...drafts.map((draft) => draft.table()), ...(days === undefined ? [] : [days.table])],
    catalog: new Map(
      [...datasets, ...(days === undefined ? [] : [days.dataset])].map((dataset) => [
        dataset.spec.dataset,
        dataset,
      ]),
    ),
    zones,
    now,
    tenants: TENANTS,
  };
}

type KeyKind = 'string' | 'integer' | 'uuid' | 'date';

/** One dataset while it is being made. */
class DatasetDraft {
  readonly #random: Random;
  readonly #name: string;
  /** Once it is finished: its specification, and the snippets of its dimensions by name. */
  made: ReferenceDataset | undefined;
  readonly #known = new Map<string, Snippet>();
  readonly #versions: Versions | undefined;
  readonly #isFact: boolean;
  readonly #database: string;
  readonly #columns: FuzzColumn[] = [];
  readonly #keys: FuzzColumn[];
  readonly #rows: Record<string, Value>[];
  readonly #freeColumns: string[];
  readonly #freeMembers: string[];
  readonly #relationships: Record<string, NonNullable<DatasetSpec['relationships']>[string]> = {};
  readonly #meanings = new Map<string, Meaning>();
  readonly #isReplacing: boolean;
  readonly #filter: Snippet | undefined;
  readonly #isSelect: boolean;

  constructor(seed: {
    random: Random;
    name: string;
    index: number;
    moments: readonly number[];
    database: string;
  }) {
    const { random, name, index, moments, database } = seed;
    this.#random = random;
    this.#name = name;
    this.#database = database;
    this.#isFact = index === 0;
    this.#freeColumns = random.shuffle(COLUMNS);
    this.#freeMembers = random.shuffle(MEMBERS);
    this.#isReplacing = !this.#isFact && random.chance(0.3);
    // The row's own number: unique, for argMin and the table's order.
    this.#add(
      { ddl: 'UInt64', type: 'integer', isSmall: true, isUnsigned: true, isNullable: false, make: () => 0n },
      'row_id',
    );
    this.#keys = this.#makeKeys();
    this.#versions =
      this.#isFact || this.#isReplacing || random.chance(0.7) ? undefined : versionColumns(random);
    if (this.#versions !== undefined) {
      this.#add(this.#versions.begin, 'valid_from');
      this.#add(this.#versions.end, 'valid_to');
    }
    this.#add({ ddl: random.pick(['String', 'LowCardinality(String)', 'Nullable(String)']), type: 'string', isSmall: false, isUnsigned: false, isNullable: true, make: (own) => own.pick(TENANTS) }, 'tenant'); // prettier-ignore
    const kinds = columnKinds(moments);
    const wanted = [
      kinds.filter(({ type }) => type === 'time'),
      kinds.filter(({ type }) => type === 'string'),
      kinds.filter(({ isSmall, type }) => isSmall && type === 'integer'),
      ...Array.from({ length: random.int(3, 7) }, () => kinds),
    ];
    for (const choice of wanted) {
      const kind = random.pick(choice);
      this.#add(random.chance(0.35) ? nullable(kind) : kind);
    }
    const count = this.#isFact
      ? random.pick([0, 3, 30, 90, 90, 120, 120, 120, random.chance(0.2) ? 2_000 : 60])
      : random.int(1, 14);
    this.#rows = Array.from({ length: count }, (_, row) => this.#makeRow(row));
    if (this.#versions !== undefined) this.#putVersions(this.#versions, moments);
    this.#isSelect = !this.#isReplacing && random.chance(0.2);
    this.#filter =
      this.#isSelect && random.chance(0.5) ? this.#maker(this.#columnSnippets()).condition() : undefined;
  }

  #add(kind: Omit<FuzzColumn, 'name'>, name?: string): FuzzColumn {
    const column = { ...kind, name: name ?? this.#freeColumns.pop() ?? 'spare' };
    this.#columns.push(column);
    return column;
  }

  get name(): string {
    return this.#name;
  }

  #putVersions(versions: Versions, moments: readonly number[]): void {
    for (let first = 0; first < this.#rows.length; first += VERSIONS)
      for (const [index, { from, to }] of versionTimes(this.#random, versions, moments).entries()) {
        const row = this.#rows[first + index];
        if (row !== undefined) Object.assign(row, { valid_from: from, valid_to: to });
      }
  }

  /** One or two columns that identify a row. */
  #makeKeys(): FuzzColumn[] {
    const random = this.#random;
    const kind = random.pick<KeyKind>(['string', 'integer', 'integer', 'uuid', 'date']);
    const ddl = {
      string: ['String', 'LowCardinality(String)'],
      integer: [this.#isFact ? 'UInt16' : 'UInt8', 'UInt32', 'UInt64', 'Int64', 'Int32'],
      uuid: ['UUID'],
      date: ['Date', 'Date32'],
    }[kind];
    const key: Omit<FuzzColumn, 'name'> = { ddl: random.pick(ddl), type: kind, isSmall: kind === 'integer', isUnsigned: true, isNullable: false, make: () => null }; // prettier-ignore
    // Nobody's key may be NULL and match, not even another NULL.
    const keys = [
      this.#add(random.chance(0.15) ? { ...key, ddl: nullableType(key.ddl), isNullable: true } : key),
    ];
    const isOpen = random.chance(0.3);
    if (random.chance(0.25))
      keys.push(
        this.#add({
          ddl: isOpen ? 'Nullable(String)' : 'String',
          type: 'string',
          isSmall: false,
          isUnsigned: false,
          isNullable: isOpen,
          make: () => null,
        }),
      );
    return keys;
  }

  #makeRow(row: number): Record<string, Value> {
    const random = this.#random;
    const [first, second] = this.#keys;
    const made = Object.fromEntries(this.#columns.map((column) => [column.name, column.make(random)]));
    made['row_id'] = BigInt(row + 1);
    // Composite: the first key repeats, the pair does not. The first row carries the default of the type.
    const entity = this.#versions === undefined ? row : Math.floor(row / VERSIONS);
    const number = second === undefined ? entity : Math.floor(entity / 2);
    if (first !== undefined)
      made[first.name] = first.isNullable && number === 1 ? null : keyValue(first.type as KeyKind, number);
    if (second !== undefined)
      made[second.name] = entity % 2 === 0 ? '' : second.isNullable && entity % 4 === 3 ? null : 'k';
    return made;
  }

  /** Adds relationships to other datasets (or itself), with columns that hold their keys, some of them unmatched. */
  relate(others: readonly DatasetDraft[], random: Random): void {
    for (let count = random.int(this.#isFact ? 1 : 0, 3); count > 0; count--) {
      const other = random.pick(others);
      const on: Record<string, string> = {};
      const targets = random.chance(0.9) ? other.#rows : [];
      const choices = this.#rows.map(() =>
        targets.length > 0 && random.chance(0.75) ? random.pick(targets) : undefined,
      );
      const isNull = random.chance(0.5);
      let isSame = true;
      for (const key of other.#keys) {
        // Two thousand rows have keys that not every type holds.
        const ddl = other.#isFact ? key.ddl : foreignType(key, random);
        if (ddl !== key.ddl && key.type === 'integer') isSame = false;
        const column = this.#add({ ...key, ddl: isNull || key.isNullable ? nullableType(ddl) : ddl, isNullable: isNull || key.isNullable }); // prettier-ignore
        this.#rows.forEach((row, index) => {
          const found = choices[index];
          const unmatched =
            isNull && random.chance(0.5) ? null : keyValue(key.type as KeyKind, random.pick([0, 40, 41]));
          row[column.name] = found === undefined ? unmatched : (found[key.name] as Value);
        });
        const [left, right] = [columnSnippet(column, random), columnSnippet(key, random)];
        const from = keyExpression(left, random);
        this.#mean(from);
        other.#mean(right);
        on[from.sql] = right.sql;
      }
      const validity = other.#versions === undefined ? undefined : this.#validity(other, random);
      if (other.#versions !== undefined && validity === undefined) continue;
      const name = this.#takeName();
      this.#relationships[name] = { to: other.#name, on, cardinality: 'many-to-one', ...(validity === undefined ? {} : { validity }) }; // prettier-ignore
      if (random.chance(0.4)) {
        const back = Object.fromEntries(Object.entries(on).map(([from, to]) => [to, from]));
        // Looked for from the other side a key must have its type.
        if (
          isSame &&
          Object.keys(back).length === Object.keys(on).length &&
          Object.keys(on).every((key) => !/[+(]/.test(key))
        )
          other.#relationships[other.#takeName()] = { to: this.#name, on: back, cardinality: other.#versions === undefined ? 'one-to-many' : 'many-to-many' }; // prettier-ignore
      }
      if (random.chance(0.15)) {
        this.#mean(tenantOf(this.#columns));
        other.#mean(tenantOf(other.#columns));
        this.#relationships[this.#takeName()] = { to: other.#name, on: { tenant: 'tenant' }, cardinality: 'many-to-many' }; // prettier-ignore
      }
    }
  }

  /** A time of this side at which a version of the other is looked for. */
  #validity(
    other: DatasetDraft,
    random: Random,
  ): NonNullable<DatasetSpec['relationships']>[string]['validity'] {
    const column = (name: string): Snippet => columnSnippet(other.#columns.find((each) => each.name === name) as FuzzColumn, random); // prettier-ignore
    const { type } = column('valid_from');
    const times = this.#columns.filter(
      (own) => own.type === type || (type === 'date' && own.type === 'time'),
    );
    if (times.length === 0) return undefined;
    const own = columnSnippet(random.pick(times), random);
    const at: Snippet = own.type === type ? own : { ...own, sql: `toDate32(${own.sql}, 'UTC')`, column: undefined, of: (row) => { const value = own.of(row); return value === null ? null : dayText(dayOf('UTC', secondOfNanos(value as bigint))); } }; // prettier-ignore
    const to = random.chance(0.85) ? { to: other.#mean(column('valid_to')) } : {};
    return { at: this.#mean(at), from: other.#mean(column('valid_from')), ...to };
  }

  #mean(snippet: Snippet): string {
    this.#meanings.set(snippet.sql, snippet);
    return snippet.sql;
  }

  #takeName(): string {
    return this.#freeMembers.pop() as string;
  }

  #columnSnippets(): Snippet[] {
    return this.#columns.map((column) => columnSnippet(column, this.#random));
  }

  #maker(bases: readonly Snippet[]): SnippetMaker {
    return new SnippetMaker(this.#random, bases, this.#isEnum);
  }

  /** Compares with some texts only. */
  readonly #isEnum = ({ column }: Pick<Snippet, 'column'>): boolean =>
    this.#columns.some(({ name, ddl }) => name === column && /Enum|Fixed/.test(ddl));

  finish(
    zones: readonly string[],
    { finished, hasDays }: { finished: ReadonlyMap<string, DatasetDraft>; hasDays: boolean },
  ): void {
    const random = this.#random;
    const columns = [...this.#columnSnippets(), ...this.#relatedSnippets(finished)];
    const dimensions: Record<string, DimensionSpec> = {};
    const known: Snippet[] = [];
    const addDimension = (name: string, snippet: Snippet): void => {
      const bare = snippet.column === name && random.chance(0.5);
      // A whole number may be declared a decimal.
      const isDeclared = snippet.type === 'integer' && name !== 'rowNumber' && random.chance(0.05);
      const type = isDeclared ? 'decimal' : (snippet.type as DimensionSpec['type']);
      dimensions[name] = bare ? { type } : { type, sql: snippet.sql };
      this.#meanings.set(bare ? name : snippet.sql, snippet);
      if (!isDeclared) known.push(referenceSnippet(name, snippet));
      if (!isDeclared) this.#known.set(name, snippet);
    };
    addDimension('tenantName', columns.find(({ column }) => column === 'tenant') as Snippet);
    addDimension('rowNumber', columns.find(({ column }) => column === 'row_id') as Snippet);
    for (const type of ['time', 'string'] as const)
      addDimension(this.#takeName(), random.pick(columns.filter((column) => column.type === type)));
    for (let count = random.int(3, 8); count > 0; count--) {
      const own = random.chance(0.6) ? random.pick(columns) : this.#maker([...columns, ...known]).any();
      const sameName =
        own.column !== undefined && random.chance(0.5) && /^[a-z][A-Za-z0-9]*$/.test(own.column);
      const name = sameName && this.#freeMembers.includes(own.column) ? own.column : this.#takeName();
      const at = this.#freeMembers.indexOf(name);
      if (at >= 0) this.#freeMembers.splice(at, 1);
      addDimension(name, own);
    }
    for (let count = random.int(0, 3); count > 0; count--) {
      const name = this.#takeName();
      const made = this.#specialDimension(name, [...columns, ...known], finished);
      if (made === undefined) continue;
      const { spec, meaning, pieces } = made;
      dimensions[name] = spec;
      for (const piece of pieces) this.#mean(piece);
      this.#meanings.set(dimensionKey(name, spec), meaning);
      if (spec.choices === undefined || !this.#isEnum(meaning)) known.push(referenceSnippet(name, meaning));
      this.#known.set(name, meaning);
    }
    for (const [name, dimension] of Object.entries(dimensions)) {
      const isDate = dimension.type === 'date';
      if ((dimension.type !== 'time' && !isDate) || !random.chance(0.35)) continue;
      dimensions[name] = { ...dimension, grains: makeGrains(random, { isDate, hasDays }) };
    }
    const bases = [...columns, ...known];
    const segments = Object.fromEntries(
      Array.from({ length: random.int(0, 2) }, () => [
        this.#takeName(),
        { sql: this.#mean(this.#maker(bases).condition()) },
      ]),
    );
    const measures = this.#makeMeasures(bases);
    const spec: DatasetSpec = {
      dataset: this.#name,
      description: '',
      ...this.#source(),
      time: Object.entries(dimensions).find(([, { type }]) => type === 'time' || type === 'date')?.[0],
      ...(random.chance(0.3) ? { timezone: random.pick(zones) } : {}),
      ...(random.chance(0.3) ? { weekStart: 'sunday' } : {}),
      dimensions,
      measures,
      segments,
      metrics: this.#makeMetrics(measures, { bases, dimensions }),
      relationships: this.#relationships,
      access: this.#makeAccess(Object.keys(dimensions), Object.keys(measures)),
    };
    const kept = this.#rows.filter((row) => this.#filter === undefined || this.#filter.of(row) === true);
    this.made = { spec, rows: kept, meanings: this.#meanings };
  }

  /** Values of related rows, for expressions. */
  #relatedSnippets(finished: ReadonlyMap<string, DatasetDraft>): Snippet[] {
    const random = this.#random;
    return Object.entries(this.#relationships).flatMap(([name, { to, cardinality }]) => {
      const other = finished.get(to);
      if (other === undefined || !cardinality.endsWith('-to-one') || random.chance(0.5)) return [];
      const all = [...other.#known].filter(([, snippet]) => !other.#isEnum(snippet));
      return random.some(all, 1).map(([member, snippet]) => relatedSnippet(`${name}.${member}`, snippet));
    });
  }

  #specialDimension(
    name: string,
    bases: readonly Snippet[],
    finished: ReadonlyMap<string, DatasetDraft>,
  ): MadeDimension | undefined {
    const random = this.#random;
    const material = { random, bases, maker: this.#maker(bases), isEnum: this.#isEnum };
    const behind = Object.entries(this.#relationships).flatMap(([relationship, { to, cardinality }]) => {
      const other = finished.get(to);
      if (other === undefined || !cardinality.endsWith('-to-many')) return [];
      return other
        .#sureNumbers()
        .map(({ member, ...of }) => ({ measure: `${relationship}.${member}`, ...of }));
    });
    if (behind.length > 0 && random.chance(0.7)) return measureDimension(name, random.pick(behind));
    return random.pick([caseDimension, geoDimension, choiceDimension])(material);
  }

  /** Measures that are the same whatever the order of adding. */
  #sureNumbers(): readonly { member: string; type: Snippet['type']; isSmall: boolean }[] {
    return Object.entries(this.made?.spec.measures ?? {}).flatMap(([member, { agg, sql }]) => {
      const type = this.#meanings.get([sql].flat()[0] ?? '')?.type;
      const isCount = /^(?:count|uniq)/.test(agg);
      if (!isCount && (type === undefined || !/^(?:min|max|sum)$/.test(agg))) return [];
      const isInteger = isCount || (agg === 'sum' && type === 'boolean');
      return [{ member, type: isInteger ? 'integer' : (type as Snippet['type']), isSmall: isCount }];
    });
  }

  #source(): Pick<DatasetSpec, 'source' | 'sql' | 'final'> {
    const table = `${this.#database}.${this.#name}_table`;
    if (!this.#isSelect) return this.#isReplacing ? { source: table, final: true } : { source: table };
    const where = this.#filter === undefined ? '' : `\n  WHERE ${this.#filter.sql}`;
    return { sql: `SELECT\n    *\n  FROM ${table}${where}` };
  }

  #makeMeasures(bases: readonly Snippet[]): Record<string, MeasureSpec> {
    const random = this.#random;
    const measures: Record<string, MeasureSpec> = { [this.#takeName()]: { agg: 'count' } };
    for (let count = random.int(4, 8); count > 0; count--) {
      const made = makeMeasure(random, bases, this.#isEnum);
      if (made === undefined) continue;
      const { agg, args } = made;
      const texts = args.map((arg) => this.#mean(arg));
      const filter = random.chance(0.25) ? this.#mean(this.#maker(bases).condition()) : undefined;
      measures[this.#takeName()] = {
        agg,
        ...(texts.length === 0 ? {} : { sql: texts.length === 1 ? texts[0] : texts }),
        ...(filter === undefined ? {} : { filter }),
        // The engine calls most conditions a number.
        ...(/^(?:min|max|arg)/.test(agg) && args[0]?.type === 'boolean' ? { type: 'boolean' as const } : {}),
        ...(random.chance(0.1) ? { exposes: 'aggregate' } : {}),
        ...(random.chance(0.1) ? { fill: 'null' } : {}),
      };
    }
    return measures;
  }

  #makeMetrics(
    measures: Readonly<Record<string, MeasureSpec>>,
    { bases, dimensions }: { bases: readonly Snippet[]; dimensions: Readonly<Record<string, DimensionSpec>> },
  ): Record<string, MetricSpec> {
    const random = this.#random;
    const metrics: Record<string, MetricSpec> = {};
    const typeOf = (sql: MeasureSpec['sql']): string | undefined =>
      this.#meanings.get([sql].flat()[0] as string)?.type;
    const numbers = Object.entries(measures)
      .filter(
        ([, { agg, sql }]) =>
          /^(?:count|uniq|avg|var|std|median|group[BU])/.test(agg) ||
          (/^(?:sum|min|max|quantileExact|arg)/.test(agg) &&
            isNumberType((typeOf(sql) ?? 'string') as 'string')),
      ) // prettier-ignore
      .filter(([, { agg }]) => !/^(?:groupArray|quantiles)/.test(agg))
      .map(([name]) => name);
    const any = [...Object.keys(measures)];
    // Numbers of the rows of their group, of which windows can be made.
    const plain = new Set(numbers);
    const input = (name: string): string | InputSpec => {
      if (random.chance(0.7)) return name;
      const where = random.chance(0.6)
        ? this.#mean(this.#maker(bases).condition())
        : { rowNumber: { lte: random.int(2, 40) } };
      return {
        of: name,
        ...(random.chance(0.6) ? { where } : {}),
        ...(random.chance(0.4) ? { shift: makeShift(random) } : {}),
      };
    };
    for (let count = random.int(2, 6); count > 0; count--) {
      const name = this.#takeName();
      const [a, b] = [random.pick(numbers), random.pick(numbers)];
      const choice = random.int(0, 15);
      const filling = {
        ...(random.chance(0.1) ? { fill: random.pick(['zero', 'null'] as const) } : {}),
        ...(random.chance(0.1) ? { spine: true } : {}),
      };
      if (choice === 10 || choice === 11) {
        const of = random.pick([...plain]);
        metrics[name] = { cumulative: { of, ...makeWindow(random) }, ...filling };
      } else if (choice === 12)
        metrics[name] = { shift: { of: random.pick(numbers), ...makeShift(random) }, ...filling };
      else if (choice === 13) {
        const some = random.some(Object.keys(dimensions), random.int(1, 3));
        metrics[name] = {
          level: { of: random.pick(numbers), ...(random.chance(0.5) ? { keep: some } : { drop: some }) },
        };
      } else if (choice === 14) {
        const by = random.chance(0.5) ? { by: random.some(Object.keys(dimensions), random.int(1, 3)) } : {};
        metrics[name] = { rank: { of: random.pick(numbers), ...by } };
      } else if (choice === 15) {
        metrics[name] = {
          derived: `${random.pick(['x1 - ', 'x1 / ', '2 * x1 + '])}${a}`,
          inputs: { x1: { of: b, shift: makeShift(random) } },
        };
      } else if (choice < 3) {
        metrics[name] = { ratio: [input(a), input(b)], ...filling };
      } else if (choice < 5) {
        metrics[name] = {
          filtered: { of: random.pick(any), where: this.#mean(this.#maker(bases).condition()) },
        };
      } else {
        metrics[name] = { derived: makeFormula(random, numbers) };
        numbers.push(name);
      }
      any.push(name);
    }
    return metrics;
  }

  #makeAccess(dimensions: readonly string[], measures: readonly string[]): Record<Role, PolicySpec> {
    const random = this.#random;
    const byTenant = { tenantName: { in: '$tenants' } };
    const rules = [byTenant, { or: [byTenant, { rowNumber: { in: [1, 2, 3, 4, 5] } }] }, { tenantName: { eq: TENANTS[0] } }, { and: [byTenant, { or: [{ rowNumber: { in: '$numbers' } }, byTenant] }] }]; // prettier-ignore
    const hide = random.some(
      [...dimensions.filter((name) => name !== 'rowNumber'), ...measures],
      random.int(0, 2),
    );
    const access: Record<string, PolicySpec> = { analyst: { rows: 'all' }, owner: { rows: byTenant } };
    if (this.#isFact || random.chance(0.85)) access['reader'] = { rows: random.pick(rules), hide };
    return access;
  }

  table(): FuzzTable {
    // Older versions of a few rows, which FINAL must not show.
    const stale = this.#isReplacing
      ? this.#rows.slice(0, 3).map((row) => ({ ...this.#makeRow(90), row_id: row['row_id'] as Value }))
      : [];
    const noise = stale.map((row) => ({ ...row, ...Object.fromEntries(this.#keys.map(({ name, type }) => [name, keyValue(type as KeyKind, 60)])) })); // prettier-ignore
    const filled = noise.map((row) => Object.fromEntries(this.#columns.map((column) => [column.name, (row as Row)[column.name] ?? (column.isNullable ? null : defaultOf(column))]))); // prettier-ignore
    const sortable = this.#columns.filter(
      ({ isNullable, ddl }) => !isNullable && !ddl.startsWith('Float') && !ddl.startsWith('Nullable'),
    );
    const times = sortable.filter(({ type, ddl }) => type === 'date' || ddl.startsWith('DateTime'));
    const isPlain = this.#isReplacing || this.#random.chance(0.4);
    const time =
      isPlain || times.length === 0 || this.#random.chance(0.5) ? undefined : this.#random.pick(times);
    return {
      name: `${this.#name}_table`,
      columns: this.#columns,
      isReplacing: this.#isReplacing,
      orderBy: isPlain ? ['row_id'] : [...this.#random.some(sortable, this.#random.int(1, 2)).map(({ name }) => name), ...(time === undefined ? [] : [time.name])], // prettier-ignore
      partitionBy: time === undefined || this.#random.chance(0.5) ? undefined : `toYear(\`${time.name}\`)`,
      rows: this.#rows,
      stale: filled,
    };
  }
}

function tenantOf(columns: readonly FuzzColumn[]): Snippet {
  const column = columns.find(({ name }) => name === 'tenant') as FuzzColumn;
  return { ...columnSnippet(column, new Random(1)), sql: 'tenant' };
}

function makeShift(random: Random): ShiftSpec {
  if (random.chance(0.15)) return { startOf: random.pick(['week', 'month', 'year']) };
  return {
    n: random.pick([1, 1, 1, 2, 7, -1]),
    unit: random.pick(['day', 'week', 'month', 'quarter', 'year']),
  };
}

function makeWindow(random: Random): Omit<NonNullable<MetricSpec['cumulative']>, 'of'> {
  const span = { n: random.pick([1, 2, 3, 7]), unit: random.pick(['day', 'week', 'month', 'quarter']) };
  const show = random.chance(0.2) ? { show: random.pick(['first', 'last']) } : {};
  switch (random.int(0, 4)) {
    case 0:
      return {};
    case 1:
      return { toDate: random.pick(['week', 'month', 'year']) };
    case 2:
      return {
        window: {
          trailing: span,
          leading: { n: 2, unit: 'day' },
          anchor: random.pick(['start', 'end']),
          ...show,
        },
      };
    default:
      return { window: { ...span, ...show } };
  }
}

function defaultOf({ type }: FuzzColumn): Value {
  return type === 'integer' ? 7n : keyValue(type as KeyKind, 61);
}

/** A key may be computed, as long as it stays what it is. */
function keyExpression(key: Snippet, random: Random): Snippet {
  if (random.chance(0.85)) return key;
  const sql =
    key.type === 'string'
      ? `concat('', ${key.sql})`
      : key.type === 'integer'
        ? `bitOr(${key.sql}, 0)`
        : key.sql;
  return { ...key, sql, column: undefined, isAtomic: false };
}

/** Key number 0 is the default of its type. */
function keyValue(kind: KeyKind, number: number): Value {
  switch (kind) {
    case 'integer':
      return BigInt(number);
    case 'date':
      return new Date(number * 86_400_000).toISOString().slice(0, 10);
    case 'uuid':
      return `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
    case 'string':
      return number === 0 ? '' : `k${number}`;
  }
}

/** Type of a column that holds another's key: the same, or one that compares with it. */
function foreignType({ ddl, type }: FuzzColumn, random: Random): string {
  if (random.chance(0.6)) return ddl;
  if (type === 'string') return random.pick(['String', 'LowCardinality(String)']);
  if (type === 'date') return random.pick(['Date', 'Date32']);
  // The check of a catalog refuses keys that have no common type.
  const integers = ddl.includes('UInt64')
    ? ['UInt8', 'UInt32', 'UInt64']
    : ['UInt8', 'UInt16', 'UInt32', 'Int32', 'Int64'];
  return type === 'integer' ? random.pick(integers) : ddl;
}

function nullableType(ddl: string): string {
  if (ddl.includes('Nullable')) return ddl;
  const low = /^LowCardinality\((.*)\)$/.exec(ddl)?.[1];
  return low === undefined ? `Nullable(${ddl})` : `LowCardinality(Nullable(${low}))`;
}

function makeMeasure(
  random: Random,
  bases: readonly Snippet[],
  isEnum: (snippet: Pick<Snippet, 'column'>) => boolean,
): { agg: string; args: Snippet[] } | undefined {
  const pick = (test: (base: Snippet) => boolean): Snippet | undefined => {
    const fitting = bases.filter(test);
    return fitting.length === 0 ? undefined : random.pick(fitting);
  };
  const number = pick(({ type }) => isNumberType(type));
  const integer = pick(({ type, isSmall }) => type === 'integer' && isSmall);
  const any = random.pick(bases);
  // The engine orders an Enum by its numbers.
  const ordered = pick(({ type, column }) => type !== 'uuid' && !isEnum({ column }));
  const rowId = bases.find(({ column }) => column === 'row_id') as Snippet;
  const one = (agg: string, arg: Snippet | undefined): { agg: string; args: Snippet[] } | undefined =>
    arg === undefined ? undefined : { agg, args: [arg] };
  switch (random.int(0, 19)) {
    case 0:
      return { agg: 'count', args: [] };
    case 1:
      return one('count', any);
    case 2:
    case 3:
    case 4:
      return one(
        'sum',
        pick(({ type }) => isNumberType(type) || type === 'boolean'),
      );
    case 5:
    case 6:
      return one('avg', number);
    case 7:
      return one('min', ordered);
    case 8:
      return one('max', ordered);
    case 9:
      return one(random.pick(['uniq', 'uniqExact', 'uniqExact', 'uniqCombined']), any);
    case 10:
      return { agg: 'uniqExact', args: [any, random.pick(bases)] };
    case 11:
      return one(
        random.pick([
          'quantileExact(0.5)',
          'quantileExact(0.9)',
          'quantileExactLow(0.5)',
          'quantileExactHigh(0.5)',
        ]),
        pick(({ type, isSmall }) => isSmall && isNumberType(type)),
      );
    case 12:
      return one(random.pick(['median', 'quantile(0.25)', 'quantileExactInclusive(0.25)', 'quantileExactExclusive(0.75)']), pick(({ type, isSmall }) => isSmall && (type === 'integer' || type === 'float'))); // prettier-ignore
    case 13:
      return one(
        'quantilesExact(0.25, 0.75)',
        pick(({ type }) => type === 'integer' || type === 'float'),
      );
    case 14:
    case 15:
      return { agg: random.pick(['argMax', 'argMin']), args: [any, rowId] };
    case 16:
      return one(random.pick(['sumDistinct', 'avgDistinct']), number);
    case 17:
      // Of a Float32 the engine gives a Float32.
      return one(random.pick(['varPop', 'varSamp', 'stddevPop', 'stddevSamp', 'varPopStable']), integer);
    case 18:
      return integer === undefined
        ? undefined
        : {
            agg: 'avgWeighted',
            args: [random.chance(0.5) ? integer : (pick(({ type }) => type === 'float') ?? integer), rowId],
          };
    default:
      return one(random.pick(['groupArraySorted(3)', 'uniqUpTo(3)', 'sumKahan']), pick(({ type, isSmall }) => isSmall && (type === 'integer' || type === 'float'))); // prettier-ignore
  }
}

function makeFormula(random: Random, names: readonly string[], depth = 0): string {
  const operand = (): string => {
    if (depth < 2 && random.chance(0.3)) return `(${makeFormula(random, names, depth + 1)})`;
    return random.chance(0.75) ? random.pick(names) : random.pick(['2', '0.5', '100', '3']);
  };
  const [a, b] = [depth === 0 || random.chance(0.8) ? random.pick(names) : operand(), operand()];
  switch (random.int(0, 11)) {
    case 0:
      return `round(${a} / 4, 1)`;
    case 1:
      return `abs(${a} - ${b})`;
    case 2:
      return `coalesce(${a}, ${random.chance(0.5) ? '0' : b})`;
    case 3:
      return `greatest(${a}, ${b})`;
    case 4:
      return `least(${a}, ${b}, 3)`;
    case 5:
      return `nullif(${a}, ${random.pick(['0', '1', '2'])})`;
    case 6:
      return `-${a} * ${b}`;
    default:
      return `${a} ${random.pick(['+', '-', '*', '/', '-', '/'])} ${b}${random.chance(0.3) ? ` ${random.pick(['+', '-', '*', '/'])} ${operand()}` : ''}`;
  }
}
