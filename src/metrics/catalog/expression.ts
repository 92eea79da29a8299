import type { PolicyRows } from './policies/policyRows.js';

/** What stands in an expression and is only known when a statement is made for somebody. */
export type Hole =
  /** The installation's key of hashes. */
  | { readonly kind: 'maskKey' }
  /** Whether the row is one of these, as the caller's attributes have it. */
  | { readonly kind: 'rows'; readonly dataset: string; readonly rows: PolicyRows };

/** A checked snippet of ClickHouse SQL from the catalog. Only `parseExpression` can make one: no string becomes SQL by accident. */
export class Expression {
  readonly #text: string;
  /**
   * Identifiers the snippet reads, for collision and taint checks: columns without their quotes, compound ones whole (`payload.plan`). Never too few;
   * a name that ClickHouse would not resolve as a column may be among them.
   */
  readonly identifiers: ReadonlySet<string>;
  /** Functions the snippet calls, as written. */
  readonly functions: ReadonlySet<string>;
  #holes: ReadonlyMap<string, Hole> = new Map();

  /** @internal use parseExpression */
  constructor(text: string, identifiers: ReadonlySet<string>, functions: ReadonlySet<string> = new Set()) {
    this.#text = text;
    this.identifiers = identifiers;
    this.functions = functions;
  }

  /** @internal The same with what some of its text stands for. Only masks leave anything open. */
  static open(expression: Expression, holes: ReadonlyMap<string, Hole>): Expression {
    const open = new Expression(expression.text, expression.identifiers, expression.functions);
    open.#holes = holes;
    return open;
  }

  /** By the text that stands for them. */
  get holes(): ReadonlyMap<string, Hole> {
    return this.#holes;
  }

  get text(): string {
    return this.#text;
  }

  /** The column when the snippet is nothing but one: `user_id`, `` `user id` ``, `(user_id)` as another member becomes; undefined for everything computed. */
  get plainColumn(): string | undefined {
    const bare = this.#text.replace(/^[\s(]+|[\s)]+$/g, '');
    const unquoted = /^[`"](.*)[`"]$/s.exec(bare)?.[1] ?? bare;
    return this.functions.size === 0 && this.identifiers.has(unquoted) ? unquoted : undefined;
  }
}
