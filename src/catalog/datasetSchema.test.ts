import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DatasetSpec } from '../metrics/index.js';
import { datasetSchema, type DatasetFile } from './datasetSchema.js';

/** Lists and maps as `DatasetSpec` declares them. zod's own `readonly()` would freeze every value at run time. */
type Readonlyed<T> = T extends readonly unknown[] | object
  ? { readonly [K in keyof T]: Readonlyed<T[K]> }
  : T;

describe('datasetSchema', () => {
  it('infers exactly DatasetSpec', () => {
    expectTypeOf<DatasetFile>().toExtend<DatasetSpec>();
    expectTypeOf<DatasetSpec>().toExtend<Readonlyed<DatasetFile>>();
    expectTypeOf<keyof DatasetSpec>().toEqualTypeOf<keyof DatasetFile>();
    type Members<T> = NonNullable<T> extends Readonly<Record<string, infer Member>> ? keyof Member : never;
    type Kind = 'dimensions' | 'measures' | 'metrics' | 'segments' | 'relationships' | 'access' | 'rollups';
    expectTypeOf<{ [K in Kind]: Members<DatasetSpec[K]> }>().toEqualTypeOf<{
      [K in Kind]: Members<DatasetFile[K]>;
    }>();
  });

  it('keeps what is written, and nothing else', () => {
    const spec: DatasetSpec = {
      dataset: 'sessions',
      description: 'One row per visit.',
      source: 'web.sessions',
      measures: { visitors: { agg: 'uniq', sql: 'user_id', exposes: 'aggregate' } },
      access: { reader: { rows: { websiteId: { in: '$websites' } }, hide: ['userId'] } },
    };
    expect(datasetSchema.parse(spec)).toEqual(spec);
    expect(datasetSchema.safeParse({ ...spec, cube: 1 }).success).toBe(false);
  });
});
