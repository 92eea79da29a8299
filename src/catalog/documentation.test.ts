import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defineCatalog } from '../metrics/index.js';
import { crossMetricsSchema } from './crossMetricsSchema.js';
import { datasetSchema } from './datasetSchema.js';

describe('docs/catalog.md', () => {
  it('shows a dataset and metrics that are valid', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/catalog.md'), 'utf8');
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block as string);
    const [dataset, metrics] = [blocks[0], blocks.at(-1)].map((block) => parse(block as string) as unknown);
    const sites = { dataset: 'sites', description: 'Websites.', source: 'meta.websites' };
    expect(defineCatalog([datasetSchema.parse(dataset), sites]).issues).toEqual([]);
    expect(crossMetricsSchema.safeParse(metrics).error).toBeUndefined();
  });
});
