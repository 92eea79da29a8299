import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Deeper than any catalog; stops a symbolic link that leads back into the folder. */
const MAX_DEPTH = 8;

/**
 * Paths of the YAML files in `folder` and below it, in alphabetical order, as `folder` joined with what follows; `undefined` when there is
 * no such folder. Names that start with a dot are left out, links are followed once: a mounted configuration is links into a hidden folder.
 */
export async function findCatalogFiles(folder: string): Promise<readonly string[] | undefined> {
  const found = new Map<string, string>();

  async function walk(directory: string, depth: number): Promise<boolean> {
    let names: string[];
    try {
      names = await readdir(directory);
    } catch {
      return false;
    }
    for (const name of names.sort()) {
      if (name.startsWith('.') || name === 'node_modules') continue;
      const path = join(directory, name);
      const entry = await stat(path).catch(() => undefined);
      if (entry?.isDirectory() === true && depth < MAX_DEPTH) await walk(path, depth + 1);
      else if (entry?.isFile() === true && /\.ya?ml$/i.test(name)) {
        const real = await realpath(path);
        if (!found.has(real)) found.set(real, path);
      }
    }
    return true;
  }

  return (await walk(folder, 0)) ? [...found.values()] : undefined;
}

/** `catalog/web/sessions.yaml` → `web/sessions.yaml`, with forward slashes on every system. */
export function withinCatalog(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
