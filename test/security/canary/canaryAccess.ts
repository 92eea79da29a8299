import type { PolicySpec } from '../../../src/metrics/catalog/catalogSpec.js';

export const byTenant = { tenant: { in: '$tenants' } };

/** Every owner and reader by tenant; from readers `hide` is hidden. */
export const access = (hide: readonly string[] = []): Readonly<Record<string, PolicySpec>> => ({
  analyst: { rows: 'all' },
  owner: { rows: byTenant },
  reader: { rows: byTenant, hide },
});
