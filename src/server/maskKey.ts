import { createHash } from 'node:crypto';
import { StartupError } from '../errors.js';
import type { Catalog } from '../metrics/index.js';
import { localSecret } from './localSecret.js';

/** Where the key of hashes comes from, as the settings say. */
export type MaskKeySource =
  | { readonly kind: 'given'; readonly secret: string }
  /** Made at the first start that needs it, and kept in the data folder. */
  | { readonly kind: 'local' }
  /** In production several processes may share both stores: they must agree on one. */
  | { readonly kind: 'missing' };

/**
 * The installation's key, by which masks hash values. Whoever has it can try out which value a hash is of, so it is shown to nobody: statements name
 * it, and only `withMaskKey` puts it in.
 */
export class MaskKey {
  readonly #halves: readonly [string, string];

  constructor(secret: string) {
    const bytes = createHash('sha256').update('vernier mask key\n').update(secret).digest();
    this.#halves = [bytes.readBigUInt64LE(0).toString(), bytes.readBigUInt64LE(8).toString()];
  }

  /** Two UInt64, as decimal text. */
  get halves(): readonly [string, string] {
    return this.#halves;
  }

  toString(): string {
    return '(mask key)';
  }
}

/**
 * Undefined when no policy of the catalog hashes anything.
 * @throws StartupError when a key is needed and there is none, or the data folder cannot keep one
 */
export async function openMaskKey(
  source: MaskKeySource,
  { catalog, dataFolder }: { readonly catalog: Catalog; readonly dataFolder: string },
): Promise<MaskKey | undefined> {
  const [where] = hashedMembers(catalog);
  if (where === undefined) return undefined;
  switch (source.kind) {
    case 'given':
      return new MaskKey(source.secret);
    case 'local':
      return new MaskKey(
        await localSecret(dataFolder, { name: 'mask-key', lost: 'values are hashed to other ones' }),
      );
    case 'missing':
      throw new StartupError(
        `The catalog shows hashes ("${where}"), so all processes need the same key: set VERNIER_MASK_KEY to at least 32 random characters.`,
      );
  }
}

function hashedMembers(catalog: Catalog): readonly string[] {
  return [...catalog.datasets.values()].flatMap((dataset) =>
    [...dataset.policies.values()].flatMap(({ masks }) =>
      [...masks].flatMap(([name, { show }]) => (show.kind === 'hash' ? [`${dataset.name}.${name}`] : [])),
    ),
  );
}
