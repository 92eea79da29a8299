import type { SkipReason } from '../suite.js';

/** Kinds of case that are not asked, told by what they ask for. */
export const SQL_OVER_THE_WIRE: SkipReason = {
  by: 'scope',
  reason: 'SQL over the wire: the API of this product is GraphQL.',
};

/** Thrown where a question turns out to be of a kind that this product does not answer on purpose. */
export class Deliberate extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

export const TEXT_OF_NUMBERS =
  'A measure that is a text made of numbers: how a number is said is for who shows it. Formulas give numbers.';

export const RANK_IN_STAGE =
  'An aggregate of places: groups are ranked, kept by their place and added up in one measure. Ranks are of shown groups here; "having" and top-N rows keep groups by place.';
