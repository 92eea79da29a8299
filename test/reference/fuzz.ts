import { parseArgs } from 'node:util';

import { openTestWarehouse } from '../support/embedded.js';
import { runFuzz } from './fuzz/runFuzz.js';

/** `npm run fuzz -- --queries 20000 --seed 1`: asks random questions and prints every answer that is not the reference's. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    queries: { type: 'string', default: '2000' },
    world: { type: 'string', default: '150' },
    from: { type: 'string', default: '0' },
    failures: { type: 'string', default: '5' },
    quiet: { type: 'boolean', default: false },
  },
});

const warehouse = await openTestWarehouse();
try {
  const report = await runFuzz(warehouse, {
    seed: Number(values.seed),
    queries: Number(values.queries),
    queriesPerWorld: Number(values.world),
    failures: Number(values.failures),
    from: Number(values.from),
    log: (line) => {
      if (!values.quiet || line.startsWith('---')) console.log(line);
    },
  });
  const { tally, answeredRows, failures } = report;
  console.log(tally.toString());
  console.log(
    `seed ${values.seed}: ${tally.asked()} questions, ${tally.count('refused')} refused by both, ${tally.count('undecided')} undecided, ${tally.count('tooLong')} too long, ${answeredRows} rows compared, ${failures.length} different`,
  );
  if (tally.missing.length > 0) console.log(`Never compared: ${tally.missing.join(', ')}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await warehouse.close();
}
