import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packageFolder, vernier } from './processes.js';
import { serverCatalog, testSettings } from './server.js';

/**
 * Copies a data folder that a first start has made, with empty stores, to `folder`: making one takes seconds. It is made once per build
 * and kept beside the packages; call `build()` before.
 */
export async function copyPreparedFolder(folder: string): Promise<void> {
  const cache = path.join(packageFolder, 'node_modules/.cache/vernier');
  const stamp = readFileSync(path.join(packageFolder, 'dist/.stamp'), 'utf8').slice(0, 16);
  const prepared = path.join(cache, `data-${stamp}`);
  if (!existsSync(prepared)) {
    const draft = path.join(cache, `draft-${process.pid}`);
    mkdirSync(draft, { recursive: true });
    const settings = testSettings(draft, { VERNIER_CATALOG: path.join(serverCatalog, 'visits') });
    const { code, stderr } = await vernier(['query', '-'], settings, '{ __typename }').finished;
    if (code !== 0) throw new Error(`A first command failed:\n${stderr}`);
    for (const name of readdirSync(cache))
      if (name.startsWith('data-')) rmSync(path.join(cache, name), { recursive: true, force: true });
    renameSync(draft, prepared);
  }
  cpSync(prepared, folder, { recursive: true });
}
