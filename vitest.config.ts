import { defineConfig } from 'vitest/config';

/**
 * `forks`: the embedded engine aborts the process when it is loaded in worker threads.
 * The alias keeps one copy of graphql: type-graphql loads the CommonJS build, vitest would pick the ES one.
 */
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    pool: 'forks',
    // Both cores of the smallest machine; the default leaves one for the editor. More gain little, as the engine has threads of its own.
    maxWorkers: 2,
    include: ['src/**/*.test.ts', 'db/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'graphiql/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { UV_THREADPOOL_SIZE: '16', TZ: 'UTC' },
    coverage: { provider: 'v8', include: ['src/**', 'db/**'] },
  },
});
