/** Arithmetic over names, parsed from a catalog's `derived:`. */
export type Formula =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'number'; readonly text: string }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Formula;
      readonly right: Formula;
    }
  /** A function; or, inside the first argument of `if`, a comparison (`<`, `=` …) or `and`, `or`, `not`. */
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Formula[] };
