import type { IssuePath } from './issues.js';
import type { Scope } from './scope.js';

/** Of a masked dimension nothing is known but its mask: rows cannot be chosen by what it hides. */
export function refuseMasked({ issues }: Scope, name: string, path: IssuePath): undefined {
  return issues.add(
    'WRONG_KIND',
    path,
    `"${name}" is masked for your role: it can be shown, grouped and ordered by as its mask, and nothing can be chosen by it.`,
  );
}
