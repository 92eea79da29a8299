import { didYouMean, closestNames } from '../catalog/closestNames.js';
import type { QueryIssue, QueryIssueCode } from '../../errors.js';

export type IssuePath = QueryIssue['path'];

/** Collects what is wrong with a question, so that the caller sees everything at once. */
export class Issues {
  readonly found: QueryIssue[] = [];

  /** Gives undefined, so that a function can report and leave in one step. */
  add(code: QueryIssueCode, path: IssuePath, message: string): undefined {
    this.#push({ code, message, path });
    return undefined;
  }

  /** Reports an unknown name with the nearest of `candidates`, which must only hold names that the caller may see. */
  unknown(
    code: QueryIssueCode,
    path: IssuePath,
    { sentence, name, candidates }: { sentence: string; name: string; candidates: Iterable<string> },
  ): undefined {
    const suggestions = closestNames(name, candidates);
    this.#push({
      code,
      message: `${sentence}${didYouMean(suggestions)}`,
      path,
      ...(suggestions.length > 0 && { suggestions }),
    });
    return undefined;
  }

  /** The same thing may be found wrong for several parts of one number: it is said once. */
  #push(issue: QueryIssue): void {
    const same = this.found.some(
      ({ message, path }) => message === issue.message && path.join('.') === issue.path.join('.'),
    );
    if (!same) this.found.push(issue);
  }
}
