import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../errors.js';
import { makeDataFolder } from './makeFolder.js';

/**
 * A secret of this data folder, made when it is first asked for: random, so that what one machine makes with it means nothing to another.
 * The file is readable by its owner only. `wx` lets one of two racing processes write it; the other reads what won.
 * @param lost what somebody loses who deletes a damaged file
 * @throws StartupError when the folder holds no usable secret and cannot take one
 */
export async function localSecret(
  dataFolder: string,
  { name, lost }: { readonly name: string; readonly lost: string },
): Promise<string> {
  const file = path.join(dataFolder, name);
  makeDataFolder(dataFolder);
  let secret: string;
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    }).catch(unlessThere);
    secret = (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new StartupError(
      `The secret ${file} cannot be read or made: set VERNIER_DATA to a folder that this user may write.`,
      { cause },
    );
  }
  if (secret.length >= 32) return secret;
  throw new StartupError(`${file} is damaged. Delete it: a new secret is made, and ${lost}.`);
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
