import type { MetricQuery } from '../../query/metricQuery.js';
import { isRecord } from '../scope.js';

/** The websites that every row of a question is of, as its `where` says at the top; undefined when it says nothing. `id`: the dimension that says which. */
export function pinnedWebsites({ where }: MetricQuery, id: string): ReadonlySet<string> | undefined {
  return pinnedBy(where, id, 0);
}

/** Filters nest no deeper than that; what is deeper is refused elsewhere. */
const DEEPEST = 32;

function pinnedBy(where: unknown, id: string, depth: number): ReadonlySet<string> | undefined {
  if (!isRecord(where) || depth > DEEPEST) return undefined;
  const { and } = where;
  const sets = [
    ...Object.entries(where).flatMap(([key, condition]) => (key === id ? valuesOf(condition) : [])),
    ...(Array.isArray(and) ? and.map((part: unknown) => pinnedBy(part, id, depth + 1)) : []),
  ].filter((set) => set !== undefined);
  const [first, ...others] = sets;
  return first && new Set([...first].filter((website) => others.every((set) => set.has(website))));
}

function valuesOf(condition: unknown): readonly ReadonlySet<string>[] {
  if (!isRecord(condition)) return [];
  const { eq, in: listed } = condition;
  return [
    ...(typeof eq === 'string' ? [new Set([eq])] : []),
    ...(Array.isArray(listed) ? [new Set(listed.filter((item) => typeof item === 'string'))] : []),
  ];
}
