/**
 * A process for tests to kill: `storeChild.ts <folder>` opens the embedded metadata store there and writes user after user;
 * it prints `open` when the store is open and `stored <id>` when a write was acknowledged, and never ends by itself.
 */
import { openMetadata } from '../../db/postgres/index.js';

async function write(folder: string): Promise<void> {
  const metadata = await openMetadata({ folder });
  process.stdout.write('open\n');
  for (let n = 0; ; n += 1) {
    const id = `user-${process.pid}-${n}`;
    await metadata.insertMissing({ users: [{ id, email: `${id}@x.example`, name: id, role: 'reader' }] });
    process.stdout.write(`stored ${id}\n`);
  }
}

write(process.argv[2] as string).catch((error: unknown) => {
  process.stdout.write(`failed ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
