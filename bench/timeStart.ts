import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { startVernier, type Usage } from './child.js';

export interface StartTimes {
  /** Seconds from spawning the process to its address: on an empty data folder, and on the one that left. */
  readonly first: number;
  readonly second: number;
  /** Of the second, idle. */
  readonly rssMb: number;
}

/** Starts the shipped catalog without demo rows, on embedded engines, twice. */
export async function timeStart(folder: string): Promise<StartTimes> {
  const data = mkdtempSync(path.join(folder, 'start-'));
  const [first] = await once(data);
  const [second, { rssMb }] = await once(data);
  return { first, second, rssMb };
}

async function once(data: string): Promise<readonly [seconds: number, usage: Usage]> {
  const vernier = await startVernier({ VERNIER_DATA: data });
  try {
    return [vernier.startMs / 1000, await vernier.usage()];
  } finally {
    await vernier.stop();
  }
}
