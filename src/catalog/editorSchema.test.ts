import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { crossMetricsSchema } from './crossMetricsSchema.js';
import { datasetSchema } from './datasetSchema.js';
import { editorSchema, keysAt } from './editorSchema.js';

const FOLDER = join(import.meta.dirname, '../../catalog');
const DATASET = editorSchema(datasetSchema, 'Dataset of a Vernier catalog');
const METRICS = editorSchema(crossMetricsSchema, 'Metrics of a Vernier catalog that cross datasets');

describe('editorSchema', () => {
  // After a change of the schemas: npx vitest run src/catalog/editorSchema.test.ts -u
  it.each([
    ['schema.json', DATASET],
    ['metrics.schema.json', METRICS],
  ])('is what catalog/%s holds', async (name, schema) => {
    const path = join(FOLDER, name);
    const options = await resolveConfig(path);
    await expect(await format(JSON.stringify(schema), { ...options, parser: 'json' })).toMatchFileSnapshot(
      path,
    );
  });

  it('describes every key, so that an editor can explain it', () => {
    expect([...undescribed(DATASET, 'dataset'), ...undescribed(METRICS, 'metrics')]).toEqual([]);
  });

  it('has a section in docs/catalog.md for every key', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/catalog.md'), 'utf8');
    const missing = [...allKeys(DATASET), ...allKeys(METRICS)].filter((key) => !page.includes(`\`${key}\``));
    expect(missing).toEqual([]);
  });

  it('knows which keys may stand where', () => {
    expect(keysAt(DATASET, ['measures', 'visitors'])).toContain('exposes');
    expect(keysAt(DATASET, ['access', 'reader', 'rows'])).toEqual([]);
  });
});

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: Described | boolean;
}

function undescribed(schema: Described, name: string): readonly string[] {
  const properties = Object.entries(schema.properties ?? {});
  const values = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  return [
    ...properties
      .filter(([, property]) => property.description === undefined)
      .map(([key]) => `${name}.${key}`),
    ...properties.flatMap(([key, property]) => undescribed(property, `${name}.${key}`)),
    ...values.flatMap((value) => undescribed(value, `${name}.*`)),
  ];
}

function allKeys(schema: Described): readonly string[] {
  const values = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  const properties = Object.entries(schema.properties ?? {});
  return [
    ...properties.flatMap(([key, property]) => [key, ...allKeys(property)]),
    ...values.flatMap(allKeys),
  ];
}
