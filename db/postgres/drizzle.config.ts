import { defineConfig } from 'drizzle-kit';

/** For `npx drizzle-kit generate --config db/postgres/drizzle.config.ts`, run from the top of the repository. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './db/postgres/schema/*.ts',
  out: './db/postgres/migrations',
  migrations: { schema: 'vernier', table: 'migrations' },
});
