import { createMetadata } from './createMetadata.js';
import type { Metadata } from './metadata.js';
import { openPglite } from './openPglite.js';
import { openPostgres } from './openPostgres.js';

/** Where the metadata lives: a PostgreSQL server, or the embedded one in a folder of its own (in memory for tests). */
type MetadataPlace =
  { readonly databaseUrl: string } | { readonly folder: string } | { readonly memory: true };

/** Opens the store and brings its tables up to date. Rejects with StartupError, one sentence that says what to do. */
export async function openMetadata(place: MetadataPlace): Promise<Metadata> {
  if ('databaseUrl' in place) return createMetadata(await openPostgres(place.databaseUrl));
  return createMetadata(await openPglite('folder' in place ? place.folder : undefined));
}
