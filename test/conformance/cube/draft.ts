import { MemberNames } from './names.js';

type Group = 'dimensions' | 'measures' | 'metrics' | 'segments' | 'relationships';
type Spec = Readonly<Record<string, unknown>>;

/** A dataset of the catalog while a question finds out what it needs of it: each member once, by what it is for. */
export class DatasetDraft {
  readonly #names = new MemberNames();
  readonly #members = new Map<string, string>();
  readonly #groups: Record<Group, Record<string, Spec>> = {
    dimensions: {},
    measures: {},
    metrics: {},
    segments: {},
    relationships: {},
  };
  readonly #policy: Record<string, Spec> = {};
  time: string | undefined;

  constructor(
    readonly name: string,
    private readonly description: string,
    private readonly source: () => Spec,
  ) {}

  /** The name of the member of this key, which is made when it is asked for first. */
  member(
    group: Group,
    { key, wanted }: { key: string; wanted: string },
    make: (name: string) => Spec,
  ): string {
    const id = `${group} ${key}`;
    const known = this.#members.get(id);
    if (known !== undefined) return known;
    const name = this.#names.take(wanted);
    this.#members.set(id, name);
    this.#groups[group][name] = make(name);
    return name;
  }

  spec(group: Group, name: string): Spec | undefined {
    return this.#groups[group][name];
  }

  guard(dimension: string, attribute: string): void {
    this.#policy[dimension] = { in: `$${attribute}` };
  }

  file(): Spec {
    // First: making the source may need members.
    const source = this.source();
    const groups = Object.fromEntries(
      Object.entries(this.#groups).filter(([, members]) => Object.keys(members).length > 0),
    );
    const rows = Object.keys(this.#policy).length === 0 ? 'all' : this.#policy;
    return {
      dataset: this.name,
      description: this.description,
      ...source,
      ...(this.time === undefined ? {} : { time: this.time }),
      ...groups,
      access: { analyst: { rows } },
    };
  }
}
