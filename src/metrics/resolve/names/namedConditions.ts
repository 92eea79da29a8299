import type { Dimension } from '../../catalog/definitions.js';
import type { IssuePath } from '../issues.js';
import { isLong } from '../isLong.js';
import { show } from '../readValue.js';
import { isRecord, type Place, type Scope } from '../scope.js';

export interface NamedCondition {
  readonly dimension: Dimension;
  readonly is: unknown;
  readonly path: IssuePath;
}

/** The conditions of `custom: [{ name: "Plan", is: { eq: "pro" } }]`; what is wrong is reported and left out. */
export function namedConditions(
  scope: Scope,
  { dataset, path: way }: Place,
  { asked, path }: { readonly asked: unknown; readonly path: IssuePath },
): readonly NamedCondition[] {
  const { issues, names } = scope;
  const entries: readonly unknown[] = Array.isArray(asked) ? asked : [asked];
  if (isLong(issues, path, entries)) return [];
  const isOwn =
    way.length === 0 && scope.facts === undefined && scope.fact === undefined && scope.isBehind !== true;
  return entries.flatMap((entry, index): readonly NamedCondition[] => {
    const at = Array.isArray(asked) ? [...path, index] : path;
    const { name, is, ...others } = isRecord(entry) ? entry : {};
    if (typeof name !== 'string' || is === undefined || Object.keys(others).length > 0) {
      issues.add('INVALID_ARGUMENT', at, `An entry of "custom" has a "name" and a condition, as in { name: "Plan", is: { eq: "pro" } }, not ${show(entry)}.`); // prettier-ignore
      return [];
    }
    return [{ dimension: names.dimension({ dataset, isOwn, path: at }, name), is, path: [...at, 'is'] }];
  });
}
