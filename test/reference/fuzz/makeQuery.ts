import type { Role, ValueType } from '../../../src/metrics/catalog/definitions.js';
import {
  CALCULATIONS,
  DATE_PARTS,
  GRAINS,
  type Grain,
  NAMED_PERIODS,
  TIME_UNITS,
  type MetricQuery,
  type Scalar,
  type Selection,
  type Shift,
  type TimeRange,
  type TimeUnit,
  type Where,
  type Window,
} from '../../../src/metrics/query/metricQuery.js';
import { placeBehind } from '../behind.js';
import { viewsOf, type Meaning, type ReferenceViewer, type View } from '../catalogView.js';
import { timeText } from '../clock.js';
import { roughNumber } from '../numbers.js';
import type { Decimal } from '../value.js';
import { type Value } from '../value.js';
import { within } from '../work.js';
import { makeFactsQuery } from './makeFactsQuery.js';
import type { FuzzWorld } from './makeCatalog.js';
import type { Random } from './random.js';
import { ZONES } from './zones.js';

/** A question and who asks it. */
export interface Asked {
  readonly query: MetricQuery;
  readonly viewer: ReferenceViewer;
}

const ALIASES = ['a', 'A', 'b', 'value', 'count', 'country', 'city', 'source', 'id', 'amount', 'created', 'p1', 'cells', 'cell', 'bucket', 'rowCount', 'row_id', 'tenant', 'null', 'true', 'inf', 'Date', 'select', 'from', 'site_key', '_x', '__typename', 'x.y', 'x.z', 'site.label', 'sites', 'visits', 'visits_table', 'date', 'order', 'tenant_', 'key', 'Kind', 'sum', 'toDate', 'tuple', 'has', 'deep.er.still']; // prettier-ignore

/** Makes questions that a world's catalog can mostly answer. */
export class QueryMaker {
  readonly #views = new Map<string, ReadonlyMap<string, View>>();

  constructor(
    private readonly world: FuzzWorld,
    private readonly random: Random,
  ) {}

  make(): Asked {
    const { random, world } = this;
    const role: Role = random.pick(['analyst', 'analyst', 'owner', 'owner', 'reader', 'reader']);
    const attributes = new Map<string, readonly (string | number)[]>([
      ['tenants', random.some([...world.tenants, 'nobody'], random.int(1, 3))],
      ['numbers', random.some([1, 2, 3, '7', 20, 300, 'seven', '-1', '9'.repeat(30)], 3)],
    ]);
    if (random.chance(0.02)) attributes.set('tenants', []);
    const viewer: ReferenceViewer = { role, attributes };
    const views = this.#viewsFor(viewer);
    const names = [...views.keys()];
    const view = views.get(random.chance(0.7) ? (names[0] as string) : random.pick(names)) as View;
    const shared = random.chance(0.05) ? makeFactsQuery(views, random) : undefined;
    if (shared !== undefined) return { query: shared, viewer };
    const query = new QuestionDraft({ world, random, views, view }).make();
    const spec = world.catalog.get(view.name)?.spec;
    const members = Object.keys({ ...spec?.dimensions, ...spec?.measures, ...spec?.metrics, ...spec?.relationships, ...spec?.segments }); // prettier-ignore
    return {
      query: random.chance(0.07) ? damage(query, { random, member: random.pick(members) }) : query,
      viewer,
    };
  }

  #viewsFor(viewer: ReferenceViewer): ReadonlyMap<string, View> {
    const key = JSON.stringify([viewer.role, [...viewer.attributes]]);
    const views = this.#views.get(key) ?? viewsOf(this.world.catalog, viewer);
    this.#views.set(key, views);
    return views;
  }
}

class QuestionDraft {
  readonly #world: FuzzWorld;
  readonly #random: Random;
  readonly #views: ReadonlyMap<string, View>;
  readonly #view: View;
  readonly #zone: string | undefined;

  constructor(seed: { world: FuzzWorld; random: Random; views: ReadonlyMap<string, View>; view: View }) {
    this.#world = seed.world;
    this.#random = seed.random;
    this.#views = seed.views;
    this.#view = seed.view;
    this.#zone = seed.random.chance(0.25)
      ? undefined
      : seed.random.pick(seed.random.chance(0.8) ? seed.world.zones : ZONES);
  }

  make(): MetricQuery {
    const random = this.#random;
    const base = {
      dataset: this.#view.name,
      ...(this.#zone === undefined ? {} : { timezone: this.#zone }),
      ...(random.chance(0.4) ? { where: this.#where(this.#view) } : {}),
      ...this.#segments(0.15),
    };
    const choice = random.next();
    if (choice < 0.64) return this.#rows(base);
    if (choice < 0.72) return random.chance(0.65) ? this.#nested(base) : this.#records(base);
    if (choice < 0.8) {
      const numbers = [...this.#view.numbers.keys()];
      const select = this.#withKeys(
        Array.from({ length: random.int(1, 4) }, () => this.#number(random.pick(numbers))),
      );
      return { ...base, ...this.#time(0.4), view: 'totals', select };
    }
    if (choice < 0.87) {
      const by = Array.from({ length: random.int(1, 3) }, () => this.#dimensionName());
      return { ...base, ...this.#time(0.3), view: 'rowCount', by };
    }
    const of = this.#dimensionName();
    const search = this.#meaning(of)?.type === 'string' && random.chance(0.5) ? random.pick(['a', 'A', 'ä', 'no', '', '%', '_', "'", 'b\\']) : undefined; // prettier-ignore
    return {
      ...base,
      ...this.#time(0.3),
      view: 'values',
      of,
      ...(search === undefined ? {} : { search }),
      ...this.#page(),
    };
  }

  #rows(base: Omit<MetricQuery, 'view'>): MetricQuery {
    const random = this.#random;
    const fill = random.chance(0.22) ? this.#fillable() : undefined;
    const dimensions = Array.from(
      { length: random.pick(fill === undefined ? [0, 1, 1, 2, 2, 3] : [0, 0, 1, 1, 2]) },
      () => this.#dimension(),
    );
    const numbers = Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () =>
      random.chance(0.15) ? this.#numberBehind() : this.#number(random.pick([...this.#view.numbers.keys()])),
    );
    const parts = [...(fill === undefined ? [] : [fill.selection]), ...dimensions, ...numbers];
    const select = this.#withKeys(random.shuffle(parts.length === 0 ? [this.#dimension()] : parts));
    const query: MetricQuery = {
      ...base,
      view: 'rows',
      select,
      ...(fill === undefined ? this.#time(0.35) : { time: fill.time, fill: true, ...fill.dimension }),
      ...this.#page(),
    };
    const having = random.chance(0.25) ? { having: this.#having(select) } : {};
    const orderBy = random.chance(0.5) ? { orderBy: this.#orderBy(select) } : {};
    const other = fill === undefined && dimensions.length > 0 && random.chance(0.12) ? { other: true, limit: random.pick([0, 1, 2, 3, 7]), offset: undefined } : {}; // prettier-ignore
    return { ...query, ...having, ...orderBy, ...other };
  }

  /** Rows of rows. */
  #nested(base: Omit<MetricQuery, 'view'>): MetricQuery {
    const random = this.#random;
    const part = (): Pick<MetricQuery, 'select' | 'having' | 'orderBy' | 'limit'> => {
      const dimensions = Array.from({ length: random.pick([1, 1, 2]) }, () => this.#dimension());
      const numbers = Array.from({ length: random.pick([0, 1, 1, 2]) }, () => this.#number(random.pick([...this.#view.numbers.keys()]))); // prettier-ignore
      const select = this.#withKeys(random.shuffle([...dimensions, ...numbers]));
      return {
        select,
        ...(random.chance(0.25) ? { having: this.#having(select) } : {}),
        ...(random.chance(0.6) ? { orderBy: this.#orderBy(select) } : {}),
      };
    };
    const page = (limits: readonly number[]) => ({
      ...(random.chance(0.95) ? { limit: random.pick(limits) } : {}),
      ...(random.chance(0.15) ? { offset: random.pick([1, 2]) } : {}),
    });
    const parent = {
      ...part(),
      ...page([2, 5, 30, 200]),
      ...(random.chance(0.15) ? { parent: { ...part(), ...page([2, 5]) } } : {}),
    };
    const other = random.chance(0.25) ? { other: true, limit: random.pick([0, 1, 2, 3]) } : {};
    return { ...base, ...this.#time(0.4), view: 'rows', ...part(), ...page([1, 2, 3, 20]), ...other, parent };
  }

  #records(base: Omit<MetricQuery, 'view'>): MetricQuery {
    const random = this.#random;
    const select = this.#withKeys(Array.from({ length: random.int(1, 4) }, () => this.#dimension()));
    const orderBy = Array.from({ length: random.int(1, 2) }, () => {
      const direction = random.pick(['ASC', 'DESC']);
      const { field, as } = random.pick(select);
      if (random.chance(0.4)) return { alias: { name: as ?? field, direction } };
      const name = random.chance(0.4) ? field : this.#dimensionName();
      return name.split('.').reduceRight<unknown>((inner, step) => ({ [step]: inner }), direction) as Record<string, unknown>; // prettier-ignore
    });
    return {
      ...base,
      ...this.#time(0.4),
      view: 'records',
      select,
      ...(random.chance(0.6) ? { orderBy } : {}),
      ...this.#page(),
    };
  }

  #page(): Pick<MetricQuery, 'limit' | 'offset'> {
    const random = this.#random;
    return {
      ...(random.chance(0.35) ? { limit: random.pick([0, 1, 2, 5, 20, 100_000]) } : {}),
      ...(random.chance(0.15) ? { offset: random.pick([0, 1, 3, 1_000]) } : {}),
    };
  }

  #segments(probability: number): { segments?: string[] } {
    const names = [...this.#view.segments.keys()];
    if (names.length === 0 || !this.#random.chance(probability)) return {};
    return { segments: this.#random.some(names, this.#random.int(1, 2)) };
  }

  /** Gives every field a key; some get one that means something elsewhere. */
  #withKeys(selections: readonly Selection[]): Selection[] {
    const random = this.#random;
    const taken = new Set<string>();
    const clashes = (key: string): boolean =>
      [...taken].some((other) => other === key || other.startsWith(`${key}.`) || key.startsWith(`${other}.`));
    return selections.map((selection) => {
      const members = [
        ...this.#view.dimensions.keys(),
        ...this.#view.numbers.keys(),
        ...this.#view.relationships.keys(),
      ];
      let key = random.chance(0.3) ? random.pick([...ALIASES, ...members]) : selection.field;
      while (clashes(key)) key = `${key.replace(/\./g, '')}${random.int(0, 99)}`;
      taken.add(key);
      return key === selection.field ? selection : { ...selection, as: key };
    });
  }

  /** A dotted name, up to three relationships away. */
  #dimensionName(): string {
    const random = this.#random;
    let place = this.#view;
    const steps: string[] = [];
    while (steps.length < 3 && random.chance(0.35)) {
      const single = [...place.relationships].filter(([, { isMany }]) => !isMany).map(([each]) => each);
      if (single.length === 0) break;
      const name = random.pick(single);
      steps.push(name);
      place = this.#views.get(place.relationships.get(name)?.to as string) as View;
    }
    return [...steps, random.pick([...place.dimensions.keys()])].join('.');
  }

  /** Grains of the catalog's own. */
  #ownGrains(name: string): readonly string[] {
    const spec = this.#ownerOf(name)?.spec.dimensions?.[name.split('.').at(-1) as string];
    return Object.keys(spec?.grains ?? {});
  }

  #meaning(name: string): Meaning | undefined {
    return this.#ownerOf(name)?.dimensions.get(name.split('.').at(-1) as string);
  }

  #ownerOf(name: string): View | undefined {
    let place: View | undefined = this.#view;
    const steps = name.split('.');
    for (const step of steps.slice(0, -1))
      place = this.#views.get(place?.relationships.get(step)?.to as string);
    return place;
  }

  #dimension(): Selection {
    const random = this.#random;
    const own = this.#ownTime();
    const field = own !== undefined && random.chance(0.25) ? own : this.#dimensionName();
    const choices = [
      ...(this.#ownerOf(field)
        ?.choices.get(field.split('.').at(-1) as string)
        ?.keys() ?? []),
    ];
    if (choices.length > 0 && random.chance(0.7))
      return { ...this.#cut(field, own), choice: random.chance(0.95) ? random.pick(choices) : 'nothing' };
    return this.#cut(field, own);
  }

  #cut(field: string, own: string | undefined): Selection {
    const random = this.#random;
    const type = this.#meaning(field)?.type;
    const grains = this.#ownGrains(field);
    if (grains.length > 0 && random.chance(0.5)) return { field, grain: random.pick(grains) };
    if (type === 'time' && random.chance(field === own ? 0.97 : 0.8))
      return random.chance(0.7)
        ? { field, grain: random.pick(random.chance(0.5) ? GRAINS : GRAINS.slice(4)) }
        : { field, part: random.pick(DATE_PARTS) };
    if (type === 'date' && random.chance(0.5))
      return random.chance(0.7)
        ? { field, grain: random.pick(GRAINS.slice(4)) }
        : { field, part: random.pick(DATE_PARTS.slice(2)) };
    return { field };
  }

  #number(field: string): Selection {
    const random = this.#random;
    return {
      field,
      ...(random.chance(0.2) ? { where: this.#where(this.#view) } : {}),
      ...this.#segments(0.1),
      ...(random.chance(0.35) ? this.#otherRows() : {}),
    };
  }

  /** A number of the rows behind a relationship, if there is one. */
  #numberBehind(): Selection {
    const random = this.#random;
    const many = [...this.#view.relationships].filter(([, { isMany }]) => isMany);
    const several = many.filter(([, { cardinality }]) => cardinality === 'one-to-many');
    if (many.length === 0) return this.#number(random.pick([...this.#view.numbers.keys()]));
    const [name, { to }] = random.pick(several.length > 0 && random.chance(0.9) ? several : many);
    const other = this.#views.get(to) as View;
    const field = `${name}.${random.pick([...other.numbers.keys()])}`;
    return {
      field,
      ...(random.chance(0.25) ? { where: this.#where(other) } : {}),
      ...(random.chance(0.05) ? { calculate: random.pick(CALCULATIONS) } : {}),
    };
  }

  /** Another period, a window, a calculation. */
  #otherRows(): Partial<Selection> {
    const random = this.#random;
    const calculate = random.chance(0.55) ? random.pick(CALCULATIONS) : undefined;
    const isOf = calculate === 'SHARE' || calculate === 'RANK';
    const frame = calculate === 'RUNNING_TOTAL' && random.chance(0.95) ? 1 : random.next();
    return {
      ...(frame < 0.3
        ? { window: this.#window() }
        : frame < 0.45
          ? { toDate: random.pick(GRAINS.slice(3)) }
          : {}),
      ...(random.chance(calculate === undefined ? 0.6 : 0.35) ? { shift: this.#shift() } : {}),
      ...(calculate === undefined ? {} : { calculate }),
      ...(isOf && random.chance(0.5) ? { shareOf: random.pick(['TOTAL', 'PARENT', 'PARENT']) } : {}),
    };
  }

  #span(): { n: number; unit: TimeUnit } {
    const random = this.#random;
    const unit = random.pick([...TIME_UNITS.slice(1), 'DAY', 'DAY', 'MONTH', 'MONTH'] as TimeUnit[]);
    return { n: unit === 'HOUR' ? random.int(1, 50) : random.pick([1, 1, 1, 2, 3, 7, 12]), unit };
  }

  #window(): Window {
    const random = this.#random;
    const trailing = random.chance(0.15) ? ('ALL' as const) : this.#span();
    const leading = random.chance(0.1) ? ('ALL' as const) : this.#span();
    const sides = random.chance(0.7)
      ? { trailing }
      : random.chance(0.6)
        ? { trailing, leading }
        : { leading };
    return {
      ...sides,
      ...(random.chance(0.25) ? { anchor: random.pick(['START', 'END']) } : {}),
      ...(random.chance(0.3) ? { show: random.pick(['FIRST', 'LAST', 'AVERAGE']) } : {}),
    };
  }

  #shift(): Shift {
    const random = this.#random;
    switch (random.int(0, 9)) {
      case 0:
        return { previous: true };
      case 1:
        return { startOf: random.pick(GRAINS.slice(3)) };
      case 2: {
        const day = (offset: number): string =>
          new Date(Date.UTC(2024, 1, offset)).toISOString().slice(0, 10);
        const from = random.int(-40, 30);
        return { range: { from: day(from), to: day(from + random.int(1, 30)) } };
      }
      default: {
        const { n, unit } = this.#span();
        return { n: random.chance(0.85) ? n : -n, unit };
      }
    }
  }

  #timeNames(): string[] {
    return [...this.#view.dimensions]
      .filter(([, { type }]) => type === 'time' || type === 'date')
      .map(([name]) => name);
  }

  #ownTime(): string | undefined {
    const { time } = this.#view.spec;
    return time !== undefined && this.#view.dimensions.has(time) ? time : undefined;
  }

  #time(probability: number): Pick<MetricQuery, 'time' | 'timeDimension'> {
    const random = this.#random;
    const name = random.chance(0.3) ? random.pick([...this.#timeNames(), this.#ownTime()]) : this.#ownTime();
    if (name === undefined || !random.chance(probability)) return {};
    const named = name !== this.#ownTime() ? { timeDimension: name } : {};
    return { ...named, time: this.#range(this.#meaning(name)?.type === 'date') };
  }

  #range(wholeDays: boolean): TimeRange {
    const random = this.#random;
    switch (random.int(0, 4)) {
      case 0:
        return { period: random.pick(NAMED_PERIODS) };
      case 1:
        return { last: { n: random.int(1, 40), unit: random.pick(wholeDays ? TIME_UNITS.slice(2) : TIME_UNITS), ...(random.chance(0.4) ? { complete: true } : {}) } }; // prettier-ignore
      case 2:
        return random.chance(0.2)
          ? { all: true }
          : { last: { n: random.int(1, 9), unit: random.pick(['DAY', 'WEEK', 'MONTH']) } };
      default: {
        const end = (day: number): string => {
          const date = new Date(Date.UTC(2024, 2, day)).toISOString().slice(0, 10);
          if (wholeDays || random.chance(0.4)) return date;
          const clock = `${date}${random.pick(['T', ' '])}${random.pick(['00:00', '02:30', '12:00:00', '23:59:59.999', '01:15:30.5'])}`;
          return random.chance(0.5) ? clock : `${clock}${random.pick(['Z', '+05:30', '-0330'])}`;
        };
        const from = random.pick([-20_000, -2_000, -60, -30, -10, -3, 0, 1, 4, 26, 31]);
        return { range: { from: end(from), to: end(from + random.pick([1, 1, 2, 7, 30, 400, 20_000])) } };
      }
    }
  }

  /** A time dimension with a grain and a range of not too many buckets. */
  #fillable(): { selection: Selection; time: TimeRange; dimension: { timeDimension?: string } } | undefined {
    const random = this.#random;
    const names = this.#timeNames();
    const field =
      this.#ownTime() !== undefined && random.chance(0.7) ? (this.#ownTime() as string) : random.pick(names);
    if (field === undefined) return undefined;
    const isDate = this.#meaning(field)?.type === 'date';
    const grain = random.pick(isDate ? GRAINS.slice(4) : GRAINS.slice(2));
    const days = { FIFTEEN_MINUTES: 1, HOUR: 3, DAY: 12, WEEK: 60, MONTH: 200, QUARTER: 500, YEAR: 900 }[
      grain as 'HOUR'
    ];
    const zoneDays = [0, 5, 25, 26, 27, 28];
    const day = random.chance(0.6) ? random.pick(zoneDays) : random.int(-40, 20);
    const shift = random.pick([0, 0, 0, -365, -1_100, -2_000, 210]);
    const date = (offset: number): string => new Date(Date.UTC(2024, 2, offset)).toISOString().slice(0, 10);
    const from =
      random.chance(0.3) || isDate
        ? date(day + shift)
        : `${date(day + shift)}T${random.pick(['00:00', '01:30', '23:10:05', '12:00'])}`;
    const time: TimeRange = random.chance(0.3)
      ? random.chance(0.5)
        ? {
            last: {
              n: random.int(1, 4),
              unit:
                grain === 'FIFTEEN_MINUTES' || grain === 'HOUR'
                  ? isDate
                    ? 'DAY'
                    : 'HOUR'
                  : (grain as 'DAY'),
            },
          }
        : { period: random.pick(grain === 'FIFTEEN_MINUTES' ? ['TODAY'] : NAMED_PERIODS.slice(0, 6)) }
      : { range: { from, to: date(day + shift + 1 + random.int(0, days)) } };
    const own = this.#ownGrains(field);
    return {
      selection: { field, grain: own.length > 0 && random.chance(0.4) ? random.pick(own) : grain },
      time,
      dimension: field === this.#ownTime() ? {} : { timeDimension: field },
    };
  }

  #where(view: View, depth = 0): Where {
    const random = this.#random;
    const choice = random.next();
    if (depth < 3 && choice < 0.3) {
      const several = Array.from({ length: random.int(1, 3) }, () => this.#where(view, depth + 1));
      return random.chance(0.6) ? { or: several } : { and: several };
    }
    if (depth < 3 && choice < 0.42) return { not: this.#where(view, depth + 1) };
    if (view.relationships.size > 0 && choice < 0.65 && depth < 5) {
      const name = random.pick([...view.relationships.keys()]);
      const next = this.#views.get(view.relationships.get(name)?.to as string) as View;
      const { isMany } = view.relationships.get(name) as { isMany: boolean };
      if (!isMany || random.chance(0.5)) return { [name]: this.#where(next, depth + 1) };
      const rest = random.chance(0.4) ? this.#where(next, depth + 2) : {};
      return { [name]: { ...rest, having: this.#together(next) } };
    }
    const members: Record<string, unknown> = {};
    for (let count = random.chance(0.2) ? 2 : 1; count > 0; count--) {
      const name = random.pick([...view.dimensions.keys()]);
      const meaning = view.dimensions.get(name) as Meaning;
      members[name] = this.#condition(meaning.type, () => {
        const row = view.rows.length === 0 ? undefined : random.pick(view.rows);
        return row === undefined ? null : meaning.of(row);
      });
    }
    return members;
  }

  /** What the rows behind a relationship are together. */
  #together(view: View, depth = 0): Where {
    const random = this.#random;
    if (depth < 2 && random.chance(0.3)) {
      const both = [this.#together(view, depth + 1), this.#together(view, depth + 1)];
      return random.chance(0.4) ? { not: both[0] } : random.chance(0.5) ? { or: both } : { and: both };
    }
    const name = random.pick([...view.numbers.keys()]);
    const scope = { views: this.#views, view, zone: 'UTC', now: this.#world.now };
    const { type, value } = sampled(scope, name, random.some(view.rows, random.int(0, 3)));
    return { [name]: this.#condition(type, () => nearby(value)) };
  }

  /** A condition whose values are near those that are there. */
  #condition(type: ValueType, near: () => Value): Record<string, unknown> {
    const random = this.#random;
    const value = (): Scalar => this.#operand(type, near());
    const equality = (): Record<string, unknown> => {
      switch (random.int(0, 5)) {
        case 0:
          return { ne: random.chance(0.1) ? null : value() };
        case 1:
          return { in: this.#list(value) };
        case 2:
          return { notIn: this.#list(value) };
        case 3:
          return { isNull: random.chance(0.5) };
        default:
          return { eq: random.chance(0.1) ? null : value() };
      }
    };
    if (type === 'list') return { isNull: random.chance(0.5) };
    if (type === 'boolean' || type === 'uuid' || random.chance(0.5)) return equality();
    if (type === 'string' && random.chance(0.6)) {
      const text = String(value());
      const piece = random.chance(0.5) ? text : [...text].slice(0, 2).join('');
      const cased = random.chance(0.5) ? piece.toUpperCase() : piece;
      if (cased.toLowerCase().length !== cased.length || /[ßİ]/.test(piece)) return { contains: 'a' };
      const operator = random.pick(['startsWith', 'endsWith', 'contains']);
      return random.chance(0.25)
        ? { matches: random.pick(['^a', 'b$', '[0-9]+', 'a|d', '(?:x)?', '\\.', '^$', 'Ä', '^.{2}$', "'s$"]) }
        : { [operator]: cased };
    }
    if (random.chance(0.2)) return { between: { from: value(), to: value() } };
    return {
      [random.pick(['gt', 'gte', 'lt', 'lte'])]: value(),
      ...(random.chance(0.15) ? { ne: value() } : {}),
    };
  }

  #list(value: () => Scalar): Scalar[] {
    const random = this.#random;
    return Array.from({ length: random.pick([0, 1, 2, 3, 5]) }, () => (random.chance(0.2) ? null : value()));
  }

  #operand(type: ValueType, near: Value): Scalar {
    const random = this.#random;
    const isAsIs = near !== null && random.chance(0.75);
    switch (type) {
      case 'string':
        return isAsIs ? (near as string) : random.pick(['a', 'zz', '', 'Äh', "' OR 1=1 --", 'no match', '%']);
      case 'boolean':
        return random.chance(0.5);
      case 'uuid':
        return isAsIs ? String(near).toUpperCase() : '00000000-0000-0000-0000-000000000001';
      case 'integer': {
        const exact = isAsIs
          ? (near as bigint)
          : random.pick([
              0n,
              1n,
              -1n,
              3n,
              256n,
              300n,
              -129n,
              2n ** 63n,
              2n ** 64n,
              2n ** 53n + 1n,
              -(2n ** 63n),
              10n ** 30n,
            ]);
        const number = Number(exact);
        return Number.isSafeInteger(number) && random.chance(0.8) ? number : exact.toString();
      }
      case 'decimal': {
        const text = isAsIs
          ? (near as Decimal | bigint).toString()
          : random.pick(['0', '1.5', '-3.25', '1.001', '0.0000000001', '12345678901234567890.5', '5']);
        return Number(text) < 1_000 && text.length < 8 && random.chance(0.3) ? Number(text) : text;
      }
      case 'float':
        return isAsIs ? (near as number) : random.pick([0, 1, 0.5, -2.25, 0.1, '1.5', '1e2', 1e30]);
      case 'date':
        return isAsIs
          ? (near as string)
          : random.pick(['1970-01-01', '1969-12-31', '2024-02-29', '2200-01-01', '1900-01-01', '2149-06-07']);
      case 'time': {
        if (!isAsIs) return random.pick(['2024-03-05', '2024-03-31T02:30', '1969-12-31T23:59:59.5Z', '1905-01-01', '2250-06-01T00:00:00+09:00', '2024-02-20T10:00:00.000000001Z']); // prettier-ignore
        return timeText(random.chance(0.5) ? 'UTC' : 'Asia/Kathmandu', near as bigint);
      }
      case 'list':
        return null;
    }
  }

  #having(select: readonly Selection[], depth = 0): Where {
    const random = this.#random;
    const choice = random.next();
    if (depth < 2 && choice < 0.2)
      return { or: [this.#having(select, depth + 1), this.#having(select, depth + 1)] };
    if (depth < 2 && choice < 0.3) return { not: this.#having(select, depth + 1) };
    const rows = (): View['rows'] => this.#view.rows.slice(random.int(0, 20), random.int(20, 60));
    const scope = { views: this.#views, view: this.#view, zone: 'UTC', now: this.#world.now };
    if (choice < 0.65) {
      const name = random.pick([...this.#view.numbers.keys()]);
      const { type, value } = sampled(scope, name, rows());
      return { [name]: this.#condition(type, () => nearby(value)) };
    }
    const selection = random.pick(select);
    const name = selection.as ?? selection.field;
    if (this.#view.numbers.has(selection.field)) {
      const { type, value } = sampled(scope, selection.field, rows());
      const calculated = { RANK: 'integer', SHARE: 'float', PERCENT_CHANGE: 'float' } as const;
      const shown: ValueType =
        calculated[selection.calculate as 'RANK'] ?? (selection.window?.show === 'AVERAGE' ? 'float' : type);
      const near = shown === type ? () => nearby(value) : () => null;
      return { alias: { name, ...this.#condition(shown, near) } };
    }
    if (placeBehind(scope, selection.field) !== undefined)
      return { alias: { name, isNull: random.chance(0.5) } };
    const type = this.#meaning(selection.field)?.type as ValueType;
    const shown: ValueType = selection.part !== undefined ? 'integer' : selection.grain === undefined ? type : GRAINS.indexOf(selection.grain as Grain) >= 4 ? 'date' : 'time'; // prettier-ignore
    return { alias: { name, ...this.#condition(shown, () => null) } };
  }

  #orderBy(select: readonly Selection[]): Record<string, unknown>[] {
    const random = this.#random;
    return Array.from({ length: random.int(1, 2) }, () => {
      const direction = random.pick(['ASC', 'DESC']);
      const selection = random.pick(select);
      if (random.chance(0.4)) return { alias: { name: selection.as ?? selection.field, direction } };
      const field = random.chance(0.5) ? selection.field : random.pick([...this.#view.numbers.keys()]);
      return field.split('.').reduceRight<unknown>((inner, step) => ({ [step]: inner }), direction) as Record<
        string,
        unknown
      >;
    });
  }
}

/** What a number roughly is; of one that no rows alone have, anything. */
function sampled(...asked: Parameters<typeof roughNumber>): ReturnType<typeof roughNumber> {
  try {
    return within(20_000, () => roughNumber(...asked));
  } catch {
    return { type: 'float', value: () => 1.5 };
  }
}

function nearby(value: () => Value): Value {
  try {
    return within(20_000, value);
  } catch {
    return null;
  }
}

/** Makes a question that is probably wrong. */
function damage(query: MetricQuery, { random, member }: { random: Random; member: string }): MetricQuery {
  const [first] = query.select ?? [];
  switch (random.int(0, 13)) {
    // Names that may be hidden, or be of another kind.
    case 10:
      return { ...query, select: [...(query.select ?? []), { field: member, as: 'wanted' }] };
    case 11:
      return { ...query, where: { [member]: { isNull: true } } };
    case 12:
      return { ...query, having: { [member]: { isNull: false } }, orderBy: [{ [member]: 'ASC' }] };
    case 13:
      return { ...query, segments: [member] };
    case 0:
      return { ...query, where: { noSuchThing: { eq: 1 } } };
    case 1:
      return { ...query, limit: -1 };
    case 2:
      return { ...query, timezone: 'Mars/Olympus' };
    case 3:
      return { ...query, select: [...(query.select ?? []), { field: 'nothing' }] };
    case 4:
      return first === undefined ? query : { ...query, select: [first, first] };
    case 5:
      return { ...query, where: { not: {} } };
    case 6:
      return { ...query, segments: ['nothing'] };
    case 7:
      return {
        ...query,
        where: {
          rowNumber: random.pick([{ eq: 'x' }, { startsWith: 'a' }, { in: 1 }, { gt: null }, { eq: 1.5 }, 5]),
        },
      };
    case 8:
      return { ...query, time: { range: { from: '2024-03-02', to: '2024-03-01' } } };
    default:
      return { ...query, fill: true };
  }
}
