/** A checked snippet of ClickHouse SQL from the catalog. Only `parseExpression` can make one: no string becomes SQL by accident. */
export class Expression {
  readonly #text: string;
  /** Identifiers the snippet reads (columns and unquoted names), for collision and taint checks. */
  readonly identifiers: ReadonlySet<string>;

  /** @internal use parseExpression */
  constructor(text: string, identifiers: ReadonlySet<string>) {
    this.#text = text;
    this.identifiers = identifiers;
  }

  get text(): string {
    return this.#text;
  }
}
