import { Expression } from './expression.js';

/** One of several expressions by the value of a key: the first case whose values hold it says the value, NULL when none does. */
export interface ExpressionCase {
  /** Bound where it becomes SQL. */
  readonly values: readonly string[];
  readonly then: Expression;
}

/**
 * An expression that differs from row to row: a website's own name stands for another column on another website. Its values never are text, so it has no
 * SQL of its own: `bare` in src/metrics/sql/sql.ts renders it.
 */
export class ChosenExpression extends Expression {
  readonly key: Expression;
  readonly cases: readonly [ExpressionCase, ...ExpressionCase[]];

  constructor(key: Expression, cases: readonly [ExpressionCase, ...ExpressionCase[]]) {
    const all = [key, ...cases.map(({ then }) => then)];
    super(
      // Only compared, to tell one from another.
      JSON.stringify([key.text, cases.map(({ values, then }) => [values, then.text])]),
      new Set(all.flatMap(({ identifiers }) => [...identifiers])),
      new Set(['multiIf', ...all.flatMap(({ functions }) => [...functions])]),
    );
    this.key = key;
    this.cases = cases;
  }
}
