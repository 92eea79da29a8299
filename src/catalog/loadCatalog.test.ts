import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineFromFiles } from './defineFromFiles.js';
import { loadCatalog } from './loadCatalog.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vernier-catalog-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const dataset = (name: string, rest = ''): string =>
  `dataset: ${name}\ndescription: Rows.\nsource: shop.${name}\n${rest}`;

describe('loadCatalog', () => {
  it('reads files of any depth in the order of their paths, and metrics.yaml apart', async () => {
    await write({
      'web/b.yaml': dataset('b'),
      'a.yml': dataset('a'),
      'web/deep/metrics.yaml': dataset('c'),
      'metrics.yaml': 'rate: { of: a.count, description: A rate. }\n',
      'notes.txt': 'no catalog',
      '.hidden/x.yaml': 'not: read\n',
    });
    const { specs, crossMetrics, issues } = await loadCatalog(folder);
    expect(issues).toEqual([]);
    expect(specs.map((spec) => spec.dataset)).toEqual(['a', 'b', 'c']);
    expect(crossMetrics).toEqual({ rate: { of: 'a.count', description: 'A rate.' } });
  });

  it('reads a mounted configuration, whose files are links into a hidden folder, once', async () => {
    await write({ '..data/a.yaml': dataset('a') });
    await symlink(join('..data', 'a.yaml'), join(folder, 'a.yaml'));
    await symlink(folder, join(folder, 'circle'));
    const { specs, issues } = await loadCatalog(folder);
    expect(issues).toEqual([]);
    expect(specs.map((spec) => spec.dataset)).toEqual(['a']);
  });

  it.each([
    [
      'missing',
      'There is no such folder, or it cannot be read. Set VERNIER_CATALOG to the folder with the catalog.',
    ],
    ['', 'The folder holds no .yaml file. A catalog has one file per dataset.'],
  ])('says what is wrong with the folder %j', async (name, message) => {
    const path = join(folder, name);
    expect((await loadCatalog(path)).issues).toEqual([{ file: path, message }]);
  });

  it('says once that metrics of metrics.yaml stand under no key', async () => {
    const metrics = 'metrics:\n  rate: { of: a.count }\n  other: { of: a.sum }\n';
    await write({ 'a.yaml': dataset('a'), 'metrics.yaml': metrics });
    const { issues } = await loadCatalog(folder);
    expect(issues.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '1 The metrics of this file stand at its top: remove this key, and indent what is under it one step less.',
    ]);
  });

  it('takes a metric called "metrics" for what it is', async () => {
    await write({ 'a.yaml': dataset('a'), 'metrics.yaml': 'metrics: { of: a.count, formt: percent }\n' });
    const { issues } = await loadCatalog(folder);
    expect(issues.map(({ message }) => message)).toEqual(['Unknown key "formt". Did you mean "format"?']);
  });

  it('finds the line of a member through the file it came from', async () => {
    await write({ 'a.yaml': dataset('a', 'measures:\n  rows:\n    agg: count\n') });
    const { locate } = await loadCatalog(folder);
    expect(locate({ dataset: 'a', path: ['measures', 'rows', 'agg'], message: 'no' })).toEqual({
      file: join(folder, 'a.yaml'),
      line: 6,
      member: 'measures.rows.agg',
      message: 'no',
    });
  });

  it('does not blame a relationship for the broken file it leads to', async () => {
    const to = (name: string): string =>
      `{ to: ${name}, on: { id: id }, cardinality: many-to-one, description: There. }`;
    await write({
      'a.yaml': dataset('a', `relationships:\n  b: ${to('b')}\n  c: ${to('c')}\n  d: ${to('d')}\n`),
      'b.yaml': dataset('b', 'nonsense: 1\n'),
      'c.yaml': dataset('c', 'sql: [\n'),
    });
    const issues = defineFromFiles(await loadCatalog(folder)).issues;
    expect(issues.map(({ member }) => member)).toEqual(['relationships.d.to', 'nonsense', undefined]);
  });
});
