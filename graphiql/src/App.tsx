import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { useEffect, useMemo, useState } from 'react';
import { createFetcher } from './createFetcher';
import { rememberAnswer } from './lastAnswer';
import type { PageConfig } from './pageConfig';
import { sqlPlugin } from './sqlPlugin';

const PLUGINS = [HISTORY_PLUGIN, sqlPlugin];

/** GraphiQL under a bar that says who asks. Each role has a schema of its own, so a switch mounts the editor anew. */
export function App({ config }: { readonly config: PageConfig }) {
  const [chosen, choose] = useState(config.roles[0]?.role ?? 'token');
  const [pasted, paste] = useState('');
  const role = config.roles.find((candidate) => candidate.role === chosen);
  const token = role?.token ?? pasted;
  useEffect(() => rememberAnswer(undefined), [token]);
  const fetcher = useMemo(() => createFetcher(config.endpoint, token), [config.endpoint, token]);

  return (
    <div className="vernier-page">
      <header className="vernier-bar">
        <strong>Vernier</strong>
        {config.roles.length === 0 ? null : (
          <label>
            Role{' '}
            <select aria-label="Role" value={chosen} onChange={(event) => choose(event.target.value)}>
              {config.roles.map((candidate) => (
                <option key={candidate.role} value={candidate.role}>
                  {candidate.role} ({candidate.subject})
                </option>
              ))}
              <option value="token">a token of your own</option>
            </select>
          </label>
        )}
        {role === undefined ? (
          <input
            aria-label="Token"
            type="password"
            placeholder="Paste a token"
            value={pasted}
            onChange={(event) => paste(event.target.value.trim())}
          />
        ) : null}
      </header>
      <GraphiQL
        key={token}
        fetcher={fetcher}
        plugins={PLUGINS}
        defaultTabs={config.examples.map((example) => ({ query: example.query }))}
        isHeadersEditorEnabled={false}
        defaultEditorToolsVisibility={false}
      >
        <GraphiQL.Logo>
          <span />
        </GraphiQL.Logo>
      </GraphiQL>
    </div>
  );
}
