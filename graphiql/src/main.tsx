import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { loadPageConfig } from './pageConfig';

const root = createRoot(document.getElementById('root') as HTMLElement);

loadPageConfig().then(
  (config) => root.render(<App config={config} />),
  (error: unknown) =>
    root.render(<p>GraphiQL could not start: {String(error)}. Is the Vernier server running?</p>),
);
