import type { PolicyRows } from './policyRows.js';

/** What a role sees of a dimension instead of its value. */
export interface Mask {
  readonly show: MaskedAs;
  /** Rows in which the value itself is shown; an attribute that the caller lacks grants none. */
  readonly unless?: PolicyRows | undefined;
}

export type MaskedAs =
  /** A keyed hash: equal values stay equal, and nobody without the key can tell or try out what they are. */
  | { readonly kind: 'hash' }
  | { readonly kind: 'null' }
  | { readonly kind: 'constant'; readonly value: string | number | boolean }
  /** The first characters of a text, or the first bits of an address. */
  | { readonly kind: 'start'; readonly length: number; readonly of: 'characters' | 'bits' }
  /** A number, rounded down to a multiple of this. */
  | { readonly kind: 'multiple'; readonly of: number }
  /** The start of the unit that a time or date is in. */
  | { readonly kind: 'unit'; readonly unit: MaskUnit };

export const MASK_UNITS = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
type MaskUnit = (typeof MASK_UNITS)[number];

/** Whether two values look the same only if they are: who is followed through such a mask is one person. */
export function tellsApart({ show, unless }: Mask): boolean {
  return show.kind === 'hash' && unless === undefined;
}

/** What a mask does, for people: the end of "Shown as …". */
export function describeMask({ show, unless }: Mask): string {
  const always = sentence(show);
  return unless === undefined ? always : `${always}, except in rows that you may see whole`;
}

function sentence(show: MaskedAs): string {
  switch (show.kind) {
    case 'hash':
      return 'a hash';
    case 'null':
      return 'nothing';
    case 'constant':
      return `"${String(show.value)}"`;
    case 'start':
      return `its first ${show.length} ${show.of}`;
    case 'multiple':
      return `the multiple of ${show.of} below it`;
    case 'unit':
      return `the ${show.unit} it is in`;
  }
}
