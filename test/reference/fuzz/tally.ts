import { KINDS } from './kinds.js';

const OUTCOMES = ['same', 'refused', 'undecided', 'tooLong', 'different'] as const;
export type OutcomeKind = (typeof OUTCOMES)[number];

/** How often each kind of question was asked, and what became of it. */
export class Tally {
  readonly #counts = new Map<string, Record<OutcomeKind, number>>();

  add(kinds: Iterable<string>, outcome: OutcomeKind): void {
    for (const kind of ['all', ...kinds]) {
      const counts = this.#counts.get(kind) ?? {
        same: 0,
        refused: 0,
        undecided: 0,
        tooLong: 0,
        different: 0,
      };
      counts[outcome]++;
      this.#counts.set(kind, counts);
    }
  }

  count(outcome: OutcomeKind, kind = 'all'): number {
    return this.#counts.get(kind)?.[outcome] ?? 0;
  }

  asked(kind = 'all'): number {
    return OUTCOMES.reduce((sum, outcome) => sum + this.count(outcome, kind), 0);
  }

  /** Kinds of which no answer was compared. */
  get missing(): readonly string[] {
    return KINDS.filter((kind) => this.count('same', kind) + this.count('different', kind) === 0);
  }

  /** A line for each kind, also for those that were never asked. */
  toString(): string {
    const line = (name: string, numbers: readonly unknown[]): string =>
      [name.padEnd(24), ...numbers.map((number) => String(number).padStart(10))].join('');
    return [
      line('', ['asked', ...OUTCOMES]),
      ...['all', ...KINDS].map((kind) =>
        line(kind, [this.asked(kind), ...OUTCOMES.map((outcome) => this.count(outcome, kind))]),
      ),
    ].join('\n');
  }
}
