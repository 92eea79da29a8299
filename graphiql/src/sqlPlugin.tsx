import type { GraphiQLPlugin } from '@graphiql/react';
import { useSyncExternalStore } from 'react';
import { onAnswer, readLastAnswer } from './lastAnswer';

interface ViewSql {
  readonly path: string;
  readonly sql: string;
  readonly reason: string | undefined;
}

/** Every `sql` found in an answer's `info` lists, with the path that leads to it. */
function findSql(value: unknown, path: string): ViewSql[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => findSql(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  const record = value as Record<string, unknown>;
  if (typeof record['sql'] === 'string') {
    const view = typeof record['view'] === 'string' ? record['view'] : '';
    const reason = typeof record['reason'] === 'string' ? record['reason'] : undefined;
    return [
      {
        path: view === '' ? path : `${path.replace(/\.info\[\d+\]$/, '')}.${view}`,
        sql: record['sql'],
        reason,
      },
    ];
  }
  return Object.entries(record).flatMap(([key, item]) => findSql(item, path === '' ? key : `${path}.${key}`));
}

function SqlPane() {
  const answer = useSyncExternalStore(onAnswer, readLastAnswer) as { data?: unknown } | undefined;
  const statements = findSql(answer?.data, '');
  if (statements.length === 0) {
    return (
      <p>
        Add <code>info {'{ view sql reason }'}</code> to a scope and run the query as an analyst: the SQL of
        each view is shown here.
      </p>
    );
  }
  return (
    <>
      {statements.map((statement) => (
        <section key={statement.path}>
          <h3>{statement.path}</h3>
          {statement.reason === undefined ? null : <p>{statement.reason}</p>}
          <pre className="vernier-sql">{statement.sql}</pre>
        </section>
      ))}
    </>
  );
}

export const sqlPlugin: GraphiQLPlugin = {
  title: 'SQL',
  icon: () => (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-label="SQL">
      <ellipse cx="12" cy="5" rx="8" ry="3" />
      <path d="M4 5v14c0 1.7 3.6 3 8 3s8-1.3 8-3V5M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3" />
    </svg>
  ),
  content: () => (
    <div className="vernier-pane">
      <h2>SQL</h2>
      <SqlPane />
    </div>
  ),
};
