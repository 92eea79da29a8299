import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Suite } from '../suite.js';

/** Cases of dbt-labs/metricflow: `manifest.json`. */
export const metricflow: Suite = {
  name: 'metricflow',
  recognises: (folder) => existsSync(join(folder, 'manifest.json')),
  open: () => {
    throw new Error('The cases of metricflow cannot be asked yet.');
  },
};
