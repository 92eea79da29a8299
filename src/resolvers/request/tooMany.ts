import type { QueryIssue } from '../../errors.js';

/** A document that passes a limit: which one, its value, what was sent. */
export function tooMany(
  what: string,
  {
    most,
    sent,
    hint = 'Split it.',
  }: { readonly most: number; readonly sent: number; readonly hint?: string },
): QueryIssue {
  const message = `A document has at most ${most} ${what}; this one has ${sent}. ${hint}`;
  return { code: 'TOO_MANY', message, path: [] };
}
