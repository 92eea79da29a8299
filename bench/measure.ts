import type { Contender } from './contenders.js';
import { median, percentile } from './percentile.js';
import type { Question } from './questions.js';

/** Milliseconds; from sending a request to the parsed answer. */
export interface Measured {
  readonly contender: string;
  readonly requests: number;
  readonly p50: number;
  readonly p95: number;
  /** Processor time of the answering process per request; undefined for one that has no such process. */
  readonly cpuMs: number | undefined;
}

const WARM_UP_ROUNDS = 10;
const WARM_UP_SHARE = 0.25;
const LEAST_ROUNDS = 5;

/**
 * Asks one question of all contenders in turn, one request at a time, so that whatever the machine does meets all alike. Who
 * begins moves on with each round. Warms up first, for at most a quarter of the question's time.
 */
export async function measure(
  question: Question,
  contenders: readonly Contender[],
): Promise<readonly Measured[]> {
  const begun = performance.now();
  const spent = (): number => (performance.now() - begun) / 1000;
  for (let round = 0; round < WARM_UP_ROUNDS && spent() < WARM_UP_SHARE * question.seconds; round += 1) {
    for (const contender of contenders) await contender.ask(question);
  }
  const took = new Map(contenders.map((contender) => [contender, [] as number[]]));
  const before = await usages(contenders);
  for (let round = 0; round < LEAST_ROUNDS || spent() < question.seconds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(round + turn) % contenders.length] as Contender;
      const sent = performance.now();
      await contender.ask(question);
      took.get(contender)?.push(performance.now() - sent);
    }
  }
  const after = await usages(contenders);
  return contenders.map((contender, index) => {
    const times = took.get(contender) ?? [];
    const cpu = [before[index], after[index]];
    return {
      contender: contender.name,
      requests: times.length,
      p50: median(times),
      p95: percentile(times, 0.95),
      cpuMs: cpu[0] === undefined || cpu[1] === undefined ? undefined : (cpu[1] - cpu[0]) / times.length,
    };
  });
}

function usages(contenders: readonly Contender[]): Promise<(number | undefined)[]> {
  return Promise.all(contenders.map(async ({ server }) => (await server?.usage())?.cpuMs));
}
