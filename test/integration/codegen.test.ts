import { generate, loadContext } from '@graphql-codegen/cli';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, validate } from 'graphql';
import { expect, expectTypeOf, test } from 'vitest';
import { WebsiteDashboardDocument, type WebsiteDashboardQuery } from '../generated/documents.js';

const ROOT = join(import.meta.dirname, '../..');

test('the generated types are those of codegen.yml (npm run codegen writes them)', async () => {
  const context = await loadContext(join(ROOT, 'codegen.yml'));
  const files = (await generate({ ...context.getConfig(), cwd: ROOT, silent: true }, false)) as {
    filename: string;
    content: string;
  }[];
  expect(files.length).toBeGreaterThan(0);
  for (const { filename, content } of files) {
    expect(content, `${filename}: run npm run codegen`).toBe(readFileSync(join(ROOT, filename), 'utf8'));
  }
});

test('a generated document is typed and valid against the printed schema', () => {
  const schema = buildSchema(readFileSync(join(ROOT, 'docs/schema.graphql'), 'utf8'));
  expect(validate(schema, WebsiteDashboardDocument)).toEqual([]);
  type Trend = NonNullable<NonNullable<WebsiteDashboardQuery['sessions']>['trend']>[number];
  expectTypeOf<Trend['visitors']>().toEqualTypeOf<number | string | null>();
});
