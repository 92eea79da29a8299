import { QueryError, type QueryIssue, type QueryIssueCode } from '../../errors.js';

type Path = readonly (string | number)[];

/** Collects what is wrong with an input, so that everything is said at once. */
export class Problems {
  readonly #issues: QueryIssue[] = [];

  constructor(private readonly root: Path) {}

  /** @param path beneath the argument that is checked */
  add(
    path: Path,
    message: string,
    more: { code?: QueryIssueCode; suggestions?: readonly string[] } = {},
  ): void {
    const { code = 'INVALID_VALUE', suggestions = [] } = more;
    const issue = { code, message: message + didYouMean(suggestions), path: [...this.root, ...path] };
    this.#issues.push(suggestions.length === 0 ? issue : { ...issue, suggestions });
  }

  /** @throws QueryError with every problem */
  throwIfAny(): void {
    if (this.#issues.length > 0) throw new QueryError(this.#issues);
  }
}

function didYouMean(suggestions: readonly string[]): string {
  if (suggestions.length === 0) return '';
  const quoted = suggestions.map((suggestion) => `"${suggestion}"`);
  const last = quoted.pop() as string;
  return ` Did you mean ${quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`}?`;
}

/** The error of one problem. */
export function problem(path: Path, message: string, code: QueryIssueCode = 'INVALID_VALUE'): QueryError {
  return new QueryError([{ code, message, path }]);
}
