import type { DatasetSpec, Role } from '../../../src/metrics/index.js';
import type { MetricSpec } from '../../../src/metrics/catalog/catalogSpec.js';
import { columnsIn, plainColumn, touches } from './sqlWords.js';

/** Kinds of names that a question can use. */
export type Kind = 'dimension' | 'measure' | 'metric' | 'preset' | 'segment' | 'relationship';
/** `{relationship.member}` in SQL. */
const RELATED = /\{(\w+(?:\.\w+)+)\}/g;

/** What a row knows of others is like a column of its own. */
const asColumn = (path: string): string => path.replaceAll('.', '__');
type Where = Readonly<Record<string, unknown>>;

/**
 * What a role may see, read from the plain files of a catalog by the words of docs/catalog.md, and from nothing that the product makes of them: hidden
 * names; the columns that those read; everything that reads such a column, but measures that expose their aggregate; everything that needs one of these.
 */
export class Sight {
  /** `dataset.member` of what is not seen. */
  readonly #gone = new Set<string>();
  readonly #specs: ReadonlyMap<string, DatasetSpec>;
  readonly #hiddenColumns = new Map<string, readonly string[]>();

  constructor(
    specs: readonly DatasetSpec[],
    readonly role: Role,
  ) {
    this.#specs = new Map(specs.map((spec) => [spec.dataset, spec]));
    for (const spec of specs) this.#hiddenColumns.set(spec.dataset, this.#columnsHiddenIn(spec));
    // What goes takes others along, so it is looked for until nothing more goes.
    for (let before = -1; before !== this.#gone.size;) {
      before = this.#gone.size;
      for (const spec of specs)
        for (const { kind, name } of membersOf(spec))
          if (!this.#mayStay(spec, kind, name)) this.#gone.add(`${spec.dataset}.${name}`);
    }
  }

  dataset(name: string): boolean {
    return this.#specs.get(name)?.access?.[this.role] !== undefined;
  }

  /** Whether single rows may be shown, and single people followed: not where numbers about few are withheld. */
  singleRows(dataset: string): boolean {
    const least = this.#specs.get(dataset)?.access?.[this.role]?.minGroupSize ?? 1;
    return (typeof least === 'number' ? least : least.atLeast) === 1;
  }

  /** Whether rows of a dataset stand beside those of others, which have one of it each. */
  isJoined(dataset: string): boolean {
    return [...this.#specs.values()].some((spec) =>
      Object.entries(spec.relationships ?? {}).some(
        ([name, { to, cardinality }]) =>
          to === dataset && cardinality.endsWith('to-one') && this.sees(spec.dataset, name),
      ),
    );
  }

  /** A member of a dataset. */
  sees(dataset: string, name: string): boolean {
    const spec = this.#specs.get(dataset);
    if (spec === undefined || !this.dataset(dataset) || this.#gone.has(`${dataset}.${name}`)) return false;
    return membersOf(spec).some((member) => member.name === name);
  }

  /** Seen as it is. */
  plain(dataset: string, name: string): boolean {
    return this.sees(dataset, name) && !this.isMasked(dataset, name);
  }

  /** It may be shown, as its mask, and nothing else. */
  isMasked(dataset: string, name: string): boolean {
    return this.maskOf(dataset, name) !== undefined;
  }

  /** As it is written; `null` in words. */
  maskOf(dataset: string, name: string): unknown {
    const masks = this.#specs.get(dataset)?.access?.[this.role]?.mask ?? {};
    return Object.hasOwn(masks, name) ? (masks[name] ?? 'null') : undefined;
  }

  /** One expression of a dimension that has several. */
  seesChoice(dataset: string, dimension: string, choice: string): boolean {
    const spec = this.#specs.get(dataset);
    const sql = spec?.dimensions?.[dimension]?.choices?.[choice];
    return (
      spec !== undefined &&
      sql !== undefined &&
      this.sees(dataset, dimension) &&
      // The mask of a dimension is that of everything it can show.
      this.#canRead(spec, sql, this.isMasked(dataset, dimension))
    );
  }

  /** A way of cutting a time that the catalog adds. */
  seesGrain(dataset: string, dimension: string, name: string): boolean {
    const grain = this.#specs.get(dataset)?.dimensions?.[dimension]?.grains?.[name];
    if (grain === undefined || !this.plain(dataset, dimension)) return false;
    const { calendar, date = '', bucket = '' } = grain;
    return calendar === undefined || (this.plain(calendar, date) && this.plain(calendar, bucket));
  }

  /** The same, or a dimension whose hashes tell its values apart. */
  #follows(dataset: string, path: string): boolean {
    const steps = path.split('.');
    const hashed = steps.length === 1 && this.maskOf(dataset, path) === 'hash';
    return hashed ? this.sees(dataset, path) : this.#path(dataset, path);
  }

  /** A dimension that relationships may lead to. */
  #path(dataset: string, path: string): boolean {
    const [step = '', ...rest] = path.split('.');
    if (rest.length === 0) return this.plain(dataset, step);
    const to = this.#specs.get(dataset)?.relationships?.[step]?.to;
    return to !== undefined && this.sees(dataset, step) && this.#path(to, rest.join('.'));
  }

  #policy(spec: DatasetSpec) {
    return spec.access?.[this.role];
  }

  #columnsHiddenIn(spec: DatasetSpec): readonly string[] {
    const policy = this.#policy(spec);
    const hide = new Set([...(policy?.hide ?? []), ...Object.keys(policy?.mask ?? {})]);
    const dimensions = Object.keys(spec.dimensions ?? {});
    const shown = dimensions
      .filter((name) => !hide.has(name))
      .flatMap((name) => plainColumn(textsOf(spec, name)[0] ?? '') ?? []);
    return dimensions
      .filter((name) => hide.has(name))
      .flatMap((name) => textsOf(spec, name))
      .flatMap((text) => {
        const written = text.replaceAll(RELATED, (_, path: string) => asColumn(path));
        const plain = plainColumn(written);
        if (plain !== undefined) return [plain];
        return columnsIn(this.#written(spec, written)).filter((column) => !shown.includes(column));
      });
  }

  /** SQL with the dimensions that it names as `{name}` written out. */
  #written(spec: DatasetSpec, text: string): string {
    return text.replace(/\{(\w+)\}/g, (_, name: string) =>
      textsOf(spec, name).map((inner) => `(${this.#written(spec, inner)})`).join(' '),
    ); // prettier-ignore
  }

  /** Whether SQL over the rows of a dataset reads no hidden column, here or in what it names of related rows. */
  #canRead(spec: DatasetSpec, text: string, exposes = false): boolean {
    const written = this.#written(spec, text);
    const related = [...written.matchAll(RELATED)].map(([, path]) => path as string);
    if (!related.every((path) => this.#path(spec.dataset, path))) return false;
    const numbers = Object.values(spec.dimensions ?? {}).flatMap(({ measure }) => measure ?? []);
    const columns = columnsIn(written.replaceAll(RELATED, (_, path: string) => asColumn(path)));
    const read = numbers.filter((path) => columns.includes(asColumn(path)));
    if (!read.every((path) => this.#path(spec.dataset, path))) return false;
    if (exposes) return true;
    const hidden = this.#hiddenColumns.get(spec.dataset) ?? [];
    return !columns.some((column) => hidden.some((other) => touches(column, other)));
  }

  #mayStay(spec: DatasetSpec, kind: Kind, name: string): boolean {
    const policy = this.#policy(spec);
    if (policy === undefined || policy.hide?.includes(name) === true) return false;
    switch (kind) {
      case 'dimension':
        return this.#dimension(spec, name);
      case 'measure':
        return this.#measure(spec, name);
      case 'segment':
        return this.#canRead(spec, spec.segments?.[name]?.sql ?? '');
      case 'relationship':
        return this.#relationship(spec, name);
      case 'metric':
      case 'preset':
        return this.#metric(spec, spec.metrics?.[name] ?? {});
    }
  }

  #dimension(spec: DatasetSpec, name: string): boolean {
    const { measure, choices } = spec.dimensions?.[name] ?? {};
    if (measure !== undefined) return this.#path(spec.dataset, measure);
    const texts = textsOf(spec, name);
    // Of several expressions the first is the dimension's own.
    const masked = this.isMasked(spec.dataset, name);
    return texts
      .slice(0, choices === undefined ? undefined : 1)
      .every((text) => this.#canRead(spec, text, masked));
  }

  #measure(spec: DatasetSpec, name: string): boolean {
    const { sql = [], filter, of, per = [], time, semiAdditive, exposes } = spec.measures?.[name] ?? {};
    const dimensions = [...list(per), ...(time === undefined ? [] : [time]), ...(semiAdditive === undefined ? [] : [semiAdditive.over, ...list(semiAdditive.per ?? [])])]; // prettier-ignore
    return (
      [...list(sql), ...(filter === undefined ? [] : [filter])].every((text) =>
        this.#canRead(spec, text, exposes === 'aggregate'),
      ) &&
      dimensions.every((dimension) => this.plain(spec.dataset, dimension)) &&
      (of === undefined || this.sees(spec.dataset, of))
    );
  }

  #relationship(spec: DatasetSpec, name: string): boolean {
    const { to = '', on = {}, validity } = spec.relationships?.[name] ?? {};
    const other = this.#specs.get(to);
    if (other === undefined || !this.dataset(to)) return false;
    const here = [...Object.keys(on), ...(validity === undefined ? [] : [validity.at])];
    const there = [
      ...Object.values(on),
      ...(validity === undefined ? [] : [validity.from, validity.to ?? '1']),
    ];
    return (
      here.every((text) => this.#canRead(spec, text)) && there.every((text) => this.#canRead(other, text))
    );
  }

  #metric(spec: DatasetSpec, metric: MetricSpec): boolean {
    const { filtered, cumulative, shift, level, rank, conversion, funnel, retention } = metric;
    const number = (name: string) => this.#path(spec.dataset, name);
    const dimension = (path: string) => this.#path(spec.dataset, path);
    const inputs = [...(metric.ratio ?? []), ...Object.values(metric.inputs ?? {})];
    const named = (metric.derived?.match(/[A-Za-z_]\w*/g) ?? []).filter(
      (name) => metric.inputs?.[name] === undefined && membersOf(spec).some((member) => member.name === name),
    );
    const events = [...(funnel?.steps ?? []), retention?.cohortEvent ?? {}, retention?.returnEvent ?? {}];
    const units = [shift?.unit, ...inputs.map((input) => (typeof input === 'string' ? undefined : input.shift?.unit))]; // prettier-ignore
    return (
      inputs.every((input) =>
        typeof input === 'string' ? number(input) : number(input.of) && this.#filter(spec, input.where),
      ) &&
      named.every(number) &&
      [filtered?.of, cumulative?.of, shift?.of, level?.of, rank?.of].every(
        (of) => of === undefined || number(of),
      ) &&
      this.#filter(spec, filtered?.where) &&
      [...(level?.keep ?? []), ...(level?.drop ?? []), ...(rank?.by ?? [])].every(dimension) &&
      units.every((unit) => unit === undefined || this.#unit(spec, unit)) &&
      (conversion === undefined || this.#conversion(spec, conversion)) &&
      [funnel?.entity, retention?.entity].every(
        (entity) => entity === undefined || this.#follows(spec.dataset, entity),
      ) &&
      events.every(
        ({ where, segments = [] }) =>
          this.#filter(spec, where) && segments.every((segment) => this.sees(spec.dataset, segment)),
      )
    );
  }

  /** A unit of time, of which the catalog may have more. */
  #unit(spec: DatasetSpec, unit: string): boolean {
    if (/^(?:minute|hour|day|week|month|quarter|year)s?$/i.test(unit)) return true;
    return Object.entries(spec.dimensions ?? {}).some(([name, { grains = {} }]) =>
      Object.keys(grains).some((grain) => grain === unit && this.seesGrain(spec.dataset, name, grain)),
    );
  }

  #conversion(spec: DatasetSpec, conversion: NonNullable<MetricSpec['conversion']>): boolean {
    const [member = '', dataset = spec.dataset] = conversion.conversion.split('.').toReversed();
    const pairs = [conversion.entity, ...(conversion.constant ?? [])];
    return (
      this.sees(spec.dataset, conversion.base) &&
      this.sees(dataset, member) &&
      this.#filter(spec, conversion.where) &&
      pairs.every((pair) => {
        const both = typeof pair === 'string' ? { base: pair, conversion: pair } : pair;
        return this.plain(spec.dataset, both.base) && this.plain(dataset, both.conversion);
      })
    );
  }

  #filter(spec: DatasetSpec, where: string | Where | undefined): boolean {
    if (where === undefined) return true;
    return typeof where === 'string' ? this.#canRead(spec, where) : this.#tree(spec.dataset, where);
  }

  /** A filter as questions write it, also behind relationships. */
  #tree(dataset: string, where: Where): boolean {
    return Object.entries(where).every(([key, value]) => {
      if (key === 'and' || key === 'or')
        return (value as readonly Where[]).every((part) => this.#tree(dataset, part));
      if (key === 'not' || key === 'having') return this.#tree(dataset, value as Where);
      if (!this.sees(dataset, key)) return false;
      const to = this.#specs.get(dataset)?.relationships?.[key]?.to;
      return to === undefined ? !this.isMasked(dataset, key) : this.#tree(to, value as Where);
    });
  }
}

/** Every name of a dataset. */
export function membersOf(spec: DatasetSpec): readonly { readonly kind: Kind; readonly name: string }[] {
  const named = (kind: Kind, members: object = {}) => Object.keys(members).map((name) => ({ kind, name }));
  return [
    ...named('dimension', spec.dimensions),
    ...named('measure', spec.measures),
    ...named('segment', spec.segments),
    ...named('relationship', spec.relationships),
    ...Object.entries(spec.metrics ?? {}).map(([name, { funnel, retention }]) => ({
      kind: funnel === undefined && retention === undefined ? ('metric' as const) : ('preset' as const),
      name,
    })),
  ];
}

/** Every SQL of a dimension. */
function textsOf(spec: DatasetSpec, name: string): readonly string[] {
  const dimension = spec.dimensions?.[name];
  if (dimension === undefined) return [];
  const { sql, case: cases, else: otherwise, geo, choices, measure } = dimension;
  if (choices !== undefined) return Object.values(choices);
  if (geo !== undefined) return [`${geo.latitude}, ${geo.longitude}`];
  if (measure !== undefined) return [asColumn(measure)];
  if (cases !== undefined) {
    const values = [...cases.map(({ then }) => then), otherwise].flatMap((value) =>
      typeof value === 'object' ? [value.sql] : [],
    );
    return [[...cases.map(({ when }) => when), ...values].join(', ')];
  }
  return [sql ?? name];
}

function list(texts: string | readonly string[]): readonly string[] {
  return typeof texts === 'string' ? [texts] : texts;
}
