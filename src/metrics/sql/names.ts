/**
 * Names that one statement gives. ClickHouse lets an output name stand for its expression everywhere in the same SELECT, WHERE included: a name
 * that equals a column which that SELECT reads would silently replace the column. So no name is given twice, and none that is read.
 */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** `preferred`, or the first of `preferred_`, `preferred__` … that is neither taken nor in `avoid`. */
  take(preferred: string, avoid: ReadonlySet<string> = new Set()): string {
    let name = preferred;
    while (this.#taken.has(name) || avoid.has(name)) name += '_';
    this.#taken.add(name);
    return name;
  }

  /** From now on nobody gets this name. */
  reserve(name: string): void {
    this.#taken.add(name);
  }
}
