import type { Contender } from './contenders.js';
import { median, percentile } from './percentile.js';
import type { Question } from './questions.js';

/** Milliseconds; from sending a request to the parsed answer. */
export interface Measured {
  readonly contender: string;
  /** One per round; those of a round were taken within moments of each other. */
  readonly took: readonly number[];
  readonly p50: number;
  readonly p95: number;
  /** Processor time of the answering process per request; undefined for one that has no such process. */
  readonly cpuMs: number | undefined;
}

/** Rounds before those that count. */
const WARM_UP_ROUNDS = 2;
const LEAST_ROUNDS = 4;

/** Asks all contenders at once, question after question, for some seconds: a server is compiled and optimised only by being asked. */
export async function warmUp(
  questions: readonly Question[],
  contenders: readonly Contender[],
  seconds: number,
): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  await Promise.all(
    contenders.map(async (contender) => {
      while (performance.now() < end) for (const question of questions) await contender.ask(question);
    }),
  );
}

/**
 * Asks one question of all contenders in turn, one request at a time, so that whatever the machine does meets all alike. Who
 * begins moves on with each round.
 */
export async function measure(
  question: Question,
  contenders: readonly Contender[],
): Promise<readonly Measured[]> {
  const begun = performance.now();
  const spent = (): number => (performance.now() - begun) / 1000;
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
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
      took: times,
      p50: median(times),
      p95: percentile(times, 0.95),
      cpuMs: cpu[0] === undefined || cpu[1] === undefined ? undefined : (cpu[1] - cpu[0]) / times.length,
    };
  });
}

function usages(contenders: readonly Contender[]): Promise<(number | undefined)[]> {
  return Promise.all(contenders.map(async ({ server }) => (await server?.usage())?.cpuMs));
}
