import { expect } from 'vitest';
import { QueryError } from '../../src/errors.js';
import type { MetricQuery } from '../../src/metrics/index.js';
import type { ResolvedQuery, RowFilter } from '../../src/metrics/resolve/resolvedQuery.js';
import { resolveQuery } from '../../src/metrics/resolve/resolveQuery.js';
import { shopCatalog } from './shopSpecs.js';

/** A Wednesday, 13:30 in Berlin. */
export const NOW = new Date('2024-05-15T11:30:00Z');

type Asked = Partial<MetricQuery> & { readonly now?: string; readonly role?: 'analyst' | 'reader' };

/** Resolves a question about the shop's orders as a reader, by default one that selects `orders`. */
export function resolveShop({ now, role = 'reader', ...query }: Asked = {}): ResolvedQuery {
  const asked: MetricQuery = {
    dataset: 'orders',
    view: 'rows',
    ...(query.view === undefined || query.view === 'rows' || query.view === 'totals'
      ? { select: [{ field: 'orders' }] }
      : {}),
    ...query,
  };
  return resolveQuery(shopCatalog(role), asked, { now: now === undefined ? NOW : new Date(now) });
}

/** What is wrong with a question: `CODE path: message`. Fails when nothing is. */
export function issuesOf(query: Asked): readonly string[] {
  try {
    resolveShop(query);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    for (const { suggestions = [], message } of error.issues)
      for (const suggestion of suggestions) expect(message).toContain(`"${suggestion}"`);
    return error.issues.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
  }
  return expect.fail('The question was resolved.');
}

/** A filter in one line: `channel eq "web" and not customer.name isNull true`. */
export function showFilter(filter: RowFilter | undefined): string {
  switch (filter?.kind) {
    case undefined:
      return 'every row';
    case 'and':
    case 'or':
      return `(${filter.of.map(showFilter).join(` ${filter.kind} `)})`;
    case 'not':
      return `not ${showFilter(filter.of)}`;
    case 'segment':
      return `segment ${filter.segment}`;
    case 'expression':
      return `[${filter.sql.text}]`;
    case 'exists':
      return `${filter.absent ? 'no' : 'some'} ${filter.step.relationship.name}`;
    case 'compare': {
      const { operand } = filter;
      const name = [
        ...filter.field.path.map(({ relationship }) => relationship.name),
        filter.field.dimension.name,
      ].join('.');
      const value =
        operand.kind === 'scalar'
          ? operand.value
          : operand.kind === 'list'
            ? operand.values
            : [operand.from, operand.to];
      return `${name} ${filter.operator} ${JSON.stringify(value)}`;
    }
  }
}
