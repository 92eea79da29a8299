import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** All assets are our own and stand below /graphiql/: the page asks nothing of any other host. */
export default defineConfig({
  base: '/graphiql/',
  plugins: [react()],
  worker: { format: 'es' },
  build: { chunkSizeWarningLimit: 8000, sourcemap: false, target: 'es2022' },
});
