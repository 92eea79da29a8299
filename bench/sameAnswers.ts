import type { Contender } from './contenders.js';
import type { Question } from './questions.js';

/**
 * Compares the answers before they are timed: a contender that answers less would win by that.
 * `direct` gives the rows of each view without the names of the scopes, so values are compared in order of appearance.
 */
export async function checkSameAnswers(question: Question, contenders: readonly Contender[]): Promise<void> {
  const answers = await Promise.all(
    contenders.map(async (contender) => [...values(await contender.ask(question))]),
  );
  for (const [index, answer] of answers.entries()) {
    const first = answers[0] ?? [];
    const at = first.findIndex((value, place) => value !== answer[place]);
    if (at >= 0 || answer.length !== first.length) {
      throw new Error(
        `${question.label}: ${contenders[index]?.name} answers ${answer.length} values, ${contenders[0]?.name} ${first.length}; ` +
          `value ${at} is ${answer[at]} and ${first[at]}.`,
      );
    }
  }
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Leaves in order, as text; instants without the zeros that some write at their end. */
function* values(answer: unknown): Generator<string> {
  if (typeof answer === 'object' && answer !== null) {
    for (const value of Object.values(answer)) yield* values(value);
  } else {
    const text = String(answer);
    yield INSTANT.test(text) ? new Date(text).toISOString() : text;
  }
}
