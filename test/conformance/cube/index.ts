import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Suite } from '../suite.js';

/** Cases of cube-js/cube: `models-compiler.json`, `model.json`. */
export const cube: Suite = {
  name: 'cube',
  recognises: (folder) => existsSync(join(folder, 'models-compiler.json')),
  open: () => {
    throw new Error('The cases of cube cannot be asked yet.');
  },
};
